"""Items of a map on their way to workers, and results on their way back: the parts of ``_pools.py`` that know
how they are packed."""

import asyncio
import json
from array import array

from ._exceptions import exception
from ._host import IN_WORKER
from ._pack import crossing, pack
from ._platform import MICROPYTHON
from ._protocol import PoolNews
from ._unpack import TAGGED, unpack

__all__ = ["Batches", "check", "iterator"]

#: Into how many parts per worker the items of a map go: the last ones to end wait for a part at most.
_PARTS = 4
#: How many chunks per worker an iteration has under way.
_AHEAD = 4
#: Workers begin when so much has been packed, in characters and bytes: they need not wait for the rest.
_BEGIN = 50_000


class Batches:
    """A map under way: items go out in chunks, and lists of results come back."""

    def __init__(self, pool, function, items, spread, chunk, ordered, on_progress, lazily=False):
        if chunk is not None and not (isinstance(chunk, int) and chunk > 0):
            raise ValueError(f"map(): chunk is {chunk!r}; expected a whole number from 1")
        self._pool = pool
        self._code = _code_of(function)
        self._items = iterator(items)
        self._total = _length(items)
        self._spread = spread
        self._chunk = chunk
        self._ordered = ordered
        self._on_progress = on_progress
        self._lazily = lazily
        # How many items have been handed over, and how many chunks have not come back.
        self._start = 0
        self._ahead = 0
        self._job = None
        self._began = False
        self._ended = False

    async def next(self):
        """Return the next results; None at the end."""
        if self._ended:
            return None
        if self._job is None:
            await self._begin()
            if self._ended:
                return None
        while True:
            await self._feed()
            answer = await self._job.answer()
            extras = ()
            if not isinstance(answer, str):
                extras = answer[1]
                answer = answer[0]
            news = answer[0]
            if news == PoolNews.results:
                self._ahead -= 1
                return unpack(answer[1:], TAGGED, extras)[2]
            if news == PoolNews.progress:
                self._on_progress(int(answer[1:]), self._total)
            elif news == PoolNews.failed:
                self.close()
                check(answer[1:])
            else:
                self.close()
                return None

    async def _begin(self):
        self._pool._began()
        self._began = True
        pool = await self._pool._opened()
        if self._ended:
            return  # Somebody has closed it meanwhile.
        self._limit = pool.size * _AHEAD if self._lazily else None
        if self._chunk is None:
            # An iterator does not say how many items it has: they go one by one.
            self._chunk = max(1, -(-(self._total or 0) // (pool.size * _PARTS)))
        self._job = pool.map(self._code, self._spread, bool(self._ordered), self._on_progress is not None)

    async def _feed(self):
        """Hand over as many items as there is room for."""
        packed = 0
        while self._items is not None and (self._limit is None or self._ahead < self._limit):
            chunk = _taken(self._items, self._chunk)
            if chunk:
                packed += self._put(chunk)
                if packed > _BEGIN and self._limit is None:
                    packed = 0
                    await asyncio.sleep(0)
            if len(chunk) < self._chunk:
                self._items = None
                self._job.finish()

    def _put(self, chunk):
        """Hand over some items; return how much that is."""
        try:
            text, extras = pack(chunk)
        except TypeError as error:
            raise _placed(error, self._start)
        self._start += len(chunk)
        self._ahead += 1
        self._job.put(len(chunk), text, *_buffers(extras))
        return len(text) + sum([_length(extra) or 0 for extra in extras])

    def close(self):
        """End it, before its end perhaps."""
        self._ended = True
        self._items = None
        if self._job is not None:
            self._job.close()
            self._job = None
        if self._began:
            self._began = False
            self._pool._ended()


def iterator(items):
    """Return what gives the items one by one."""
    try:
        return iter(items)
    except TypeError:
        raise TypeError(f"map(): the items cannot be iterated over: found a {type(items).__name__}")


def _length(items):
    """Return the number of items; None where they do not say."""
    try:
        return len(items)
    except (TypeError, AttributeError):
        return None


def _taken(iterator, count):
    """Return the next items of an iterator."""
    taken = []
    for item in iterator:
        taken.append(item)
        if len(taken) == count:
            break
    return taken


def _code_of(function):
    """Return code of a function for the workers."""
    if isinstance(function, str):
        return function
    if not callable(function):
        raise TypeError(f"map() takes a function, the name of one, or code that defines one; found a {type(function).__name__}")
    if MICROPYTHON:
        name = getattr(function, "__name__", "function")
        raise TypeError(
            f"map(): MicroPython keeps no source of {name}(). Give its code as text, or have broadcast() define it, and give "
            + f"its name: '{name}'"
        )
    from ._pool_sources_cpython import source_of

    return source_of(function)


if IN_WORKER:

    def _buffers(extras):
        """Return extras as the link takes them."""
        return [bytes(extra) if isinstance(extra, array) else extra for extra in extras]

else:

    def _buffers(extras):
        """Return extras as JavaScript takes them."""
        return list(crossing(extras)) if extras else []


def _placed(error, start):
    """Return an error that says which item cannot cross."""
    place, _, rest = str(error).partition("]")
    if not place.startswith("value["):
        return error
    index = start + int(place[6:])
    return _with_index(TypeError(f"item {index}{rest}"), index)


def check(failure):
    """Raise what the page says has failed: ``[type, message, traceback, index]`` as JSON."""
    if not failure:
        return
    name, message, traceback, index = json.loads(failure)
    error = exception(name, message)
    if index >= 0:
        error = _with_index(error, index)
    if traceback and not MICROPYTHON:
        error.__cause__ = _RemoteTraceback(traceback)
    raise error


if MICROPYTHON:
    # Its built-in exceptions have no attributes of their own; objects of classes have.
    _kinds = {}

    def _with_index(error, index):
        """Return an exception of the same kind that has the index of its item."""
        kind = type(error)
        if kind not in _kinds:
            _kinds[kind] = type(kind.__name__, (kind,), {})
        error = _kinds[kind](*error.args)
        error.index = index
        return error

else:

    def _with_index(error, index):
        """Return the exception with the index of its item."""
        error.index = index
        error.add_note(f"It is of the item with the index {index}.")
        return error


class _RemoteTraceback(Exception):
    """The traceback in the worker, shown as the cause."""

    def __init__(self, text):
        super().__init__(text)
        self._text = text

    def __str__(self):
        return f"\n{self._text.rstrip()}"
