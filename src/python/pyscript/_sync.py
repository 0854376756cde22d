"""In a worker: :data:`sync`, functions of both sides; and ``__export__``, what a worker's source offers the
page.

>>> from pyscript import sync
>>> sync.hello("PyScript")  # what the page has as worker.sync.hello
>>> sync.progress = lambda: 0.5  # what the page calls as worker.sync.progress()
"""

import json
from array import array

import __main__

from ._callables import adapt
from ._context import Coroutine, current, enter, entering
from ._host import IN_WORKER, LINKED, host
from ._pack import pack
from ._runner import _owners
from ._unpack import TAGGED, unpack, unpack_arguments

__all__ = ["sync"]


class _Sync:
    """The object ``sync`` in a worker."""

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
        if LINKED:
            from ._link_host import host_tell

            _offer_calls(lambda call: host_tell("offer_calls", call))
        self._offer()

    def __delattr__(self, name):
        if self._functions.pop(name, None) is None:
            raise AttributeError(name)
        self._offer()

    def _offer(self):
        host.offer("sync", json.dumps(list(self._functions)), current())

    def sleep(self, seconds):
        """Stop for ``seconds``; the page goes on meanwhile.

        >>> sync.sleep(0.5)
        """
        if LINKED:
            from ._link_host import host_wait

            host_wait("sleep", seconds)
        else:
            import time

            time.sleep(seconds)


def _ask(name, args, kwargs):
    """Call what the page has assigned to ``worker.sync``, and wait for what it returns."""
    if not LINKED:
        if not host.asks:
            raise RuntimeError(f"sync.{name}(): {host.unlinked}")
        return _ask_by_message(name, args, kwargs)
    from ._link_host import host_wait

    # The page's function may call what this source exports, before the source has run to its end.
    if not _published and all([callable(getattr(__main__, name, None)) for name in _names()]):
        publish()
    text, extras = pack([args, kwargs])
    return received(host_wait("sync_call", name, text, *_buffers(extras)))


def _ask_by_message(name, args, kwargs):
    """Do as :func:`_ask` in a sandbox, which passes the page text."""
    from ._runner import run_sync

    text, extras = pack([args, kwargs])
    if extras:
        raise TypeError(f"sync.{name}(): code in a sandbox cannot pass binary data to the page: return it")
    answer = run_sync(host.sync_call(name, text))
    if not isinstance(answer, str):
        raise TypeError(f"sync.{name}(): the page has answered with binary data, which a sandbox is not passed")
    return received(answer)


def _buffers(extras):
    """Return extras as the link takes them."""
    return [bytes(extra) if isinstance(extra, array) else extra for extra in extras]


def received(answer):
    """Return what the page's answer stands for: text that begins with a letter for what it is, or a list with
    extras."""
    if isinstance(answer, str):
        if answer[0] == "p":
            return unpack(answer[1:], TAGGED, ())
        text, _, repairs = answer[1:].partition("\n")
        return unpack(text, repairs, ())
    text, repairs, extras = answer
    return unpack(text, repairs, extras)


def answer(function, text, repairs, extras, pack=pack):
    """Call ``function`` with the arguments that were packed; return what ``pack`` makes of the result, or a
    coroutine of it."""
    args, kwargs = unpack_arguments(text, repairs, extras)
    result = function(*args, **kwargs)
    if type(result) is Coroutine or hasattr(result, "__await__"):
        return _later(result, pack)
    return pack(result)


async def _later(awaitable, pack):
    return pack(await awaitable)


_published = False
# The run that has offered something last.
_offering = 0


def _names():
    return [str(name) for name in getattr(__main__, "__export__", None) or ()]


def publish():
    """Offer the page what ``__export__`` names; return whether it names anything."""
    global _published
    names = _names()
    if not names:
        return False
    _published = True
    if LINKED:
        _offer_calls(host.offer_calls)
    host.offer("export", json.dumps(names), current())
    return True


def offered(kind):
    """Return the functions that the page may call, by name: those of ``__export__``, or of :data:`sync`."""
    return {name: _exported(name) for name in _names()} if kind == "export" else sync._functions


def _exported(name):
    try:
        return _find(name)
    except NameError as error:
        missing = error

    def fail(*args, **kwargs):
        raise missing

    return fail


def _offer_calls(offer):
    """Give the page :func:`_called`: nobody's, since functions stay callable when their script is removed."""
    global _offering
    _offering = current()
    with entering(0):
        offer(_called)


def _called(kind, name, *given):
    """Call a function for the page by the link: with an event, or packed arguments while the worker waits.

    It enters the run that has defined the function, and stays there: who called this leaves it, and starts
    what the function results in as a task of that run.
    """
    enter(_offering if kind == "sync" else _owners.get(name, _offering))
    if kind == "event":
        return adapt(_find(name))(*given)
    return answer(_find(name) if kind == "export" else sync._functions[name], *given, pack=_for_link)


def _for_link(value):
    text, extras = pack(value)
    return [text] + _buffers(extras)


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
        "pyscript.sync: it is what a worker calls the page by. On the main thread, assign functions to the sync attribute "
        "of a worker: worker = PyWorker(...); worker.sync.hello = hello",
    )
