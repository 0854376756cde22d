"""In a worker: :data:`sync`, functions of both sides; and ``__export__``, what a worker's source offers the page.

>>> from pyscript import sync
>>> sync.hello("PyScript")  # what the page has as worker.sync.hello
>>> sync.progress = lambda: 0.5  # what the page calls as worker.sync.progress()
"""

import json

import __main__

from ._callables import adapt
from ._context import Coroutine, current
from ._host import IN_WORKER, LINKED, host
from ._values import dumps, loads

__all__ = ["sync"]


class _Sync:
    """What ``sync`` is in a worker."""

    def __init__(self):
        super().__setattr__("_functions", {})

    def __repr__(self):
        return "<sync: functions of the page and of this worker>"

    def __getattr__(self, name):
        function = self._functions.get(name)
        if function is not None:
            return function
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args, **kwargs):
            return _ask(name, args, kwargs)

        return call

    def __setattr__(self, name, function):
        if not callable(function):
            raise TypeError(f"sync.{name}: a function was expected, not a {type(function).__name__}")
        self._functions[name] = function
        host.offer("sync", json.dumps(list(self._functions)), self._answer)

    def __delattr__(self, name):
        if self._functions.pop(name, None) is None:
            raise AttributeError(name)
        host.offer("sync", json.dumps(list(self._functions)), self._answer)

    def _answer(self, name, text):
        return answer(self._functions[name], text)

    def sleep(self, seconds):
        """Stop for ``seconds``; the page goes on meanwhile.

        >>> sync.sleep(0.5)
        """
        if LINKED:
            from ._remote import host_wait

            host_wait("sleep", seconds)
        else:
            import time

            time.sleep(seconds)


def _ask(name, args, kwargs):
    """Call what the page has assigned to ``worker.sync``, and wait for what it returns."""
    if not LINKED:
        raise RuntimeError(f"sync.{name}(): {host.unlinked}")
    from ._remote import host_wait

    return loads(host_wait("sync_call", name, dumps([args, kwargs])))


def answer(function, text):
    """Call ``function`` with the arguments that are in ``text``; return its result as text, or a coroutine of it."""
    args, kwargs = loads(text)
    result = function(*args, **kwargs)
    if type(result) is Coroutine or hasattr(result, "__await__"):
        return _later(result)
    return dumps(result)


async def _later(awaitable):
    return dumps(await awaitable)


def publish():
    """Offer the page what ``__export__`` names; return whether it names anything."""
    names = getattr(__main__, "__export__", None)
    if not names:
        return False
    if LINKED:
        host.offer_handlers(_handle)
    host.offer("export", json.dumps([str(name) for name in names]), _exported)
    return True


def _exported(name, text):
    return answer(_find(name), text)


def _handle(name, event):
    """Call an exported function for an event of the page."""
    return adapt(_find(name))(event)


def _find(name):
    function = getattr(__main__, name, None)
    if not callable(function):
        raise NameError(f"__export__ names {name!r}, but there is no function of that name")
    return function


if IN_WORKER:
    sync = _Sync()
else:
    from .util import NotSupported

    sync = NotSupported(
        "pyscript.sync",
        "it is what a worker calls the page by. On the main thread, assign functions to the sync attribute of a "
        "worker: worker = PyWorker(...); worker.sync.hello = hello",
    )
