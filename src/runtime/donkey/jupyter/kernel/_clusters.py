"""Clients of clusters, ipyparallel's and Dask's, that apply a function to items."""

from ._failures import describe

__all__ = ["cluster"]


def cluster(client, name):
    """Return what maps by ``client``.

    Raises:
        TypeError: it is none of a kind that is known.
    """
    for kind in type(client).__mro__:
        library = kind.__module__.split(".")[0]
        if library == "ipyparallel":
            return _Parallel(client)
        if library == "distributed":
            return _Dask(client)
    raise TypeError(
        f"client={name!r} names a {type(client).__name__}; expected a client or view of ipyparallel, or a client of Dask"
    )


class _Parallel:
    def __init__(self, client):
        self._view = client.load_balanced_view() if hasattr(client, "load_balanced_view") else client

    def map(self, function, items, spread, filename):
        """Return results, and, where an item failed, what describes the exception."""
        columns = zip(*items) if spread else [items]
        answers = self._view.map_async(function, *map(list, columns))
        results = []
        try:
            for value in answers:
                results.append(value)
        except Exception as error:
            return [results, _remote(error)]
        finally:
            if not answers.done():
                answers.abort()
        return [results]


def _remote(error):
    """Describe an exception of an engine by its own name."""
    # One of several engines has one of several exceptions.
    name, text, trace = (getattr(error, "elist", None) or [(None, None, None)])[0][:3]
    name = name or getattr(error, "ename", type(error).__name__)
    text = text or getattr(error, "evalue", str(error))
    return [name, text, trace or getattr(error, "traceback", None) or f"{error}\n", "", 0]


class _Dask:
    def __init__(self, client):
        self._client = client

    def map(self, function, items, spread, filename):
        """Return results, and, where an item failed, what describes the exception."""
        columns = zip(*items) if spread else [items]
        futures = self._client.map(function, *map(list, columns), pure=False)
        try:
            results = []
            for future in futures:
                try:
                    results.append(future.result())
                except Exception as error:
                    return [results, describe(error, filename)]
            return [results]
        finally:
            self._client.cancel(futures)
