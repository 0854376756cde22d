"""Python files whose functions JavaScript calls: Python's half of ``runtime/bridge/python-modules.ts``.

A file is executed once, under a module name of its own, and its public callables are offered. Values cross
as copies (``runtime/values/packed.ts``). Nothing is raised across the border: failures are returned, as
what a hook makes of them.
"""

import sys

from . import _runner
from ._bridge_files import generators, namespace_of, public_names
from ._context import Coroutine, enter, leave
from ._functions import bind
from ._pack import crossing, pack
from ._platform import MICROPYTHON, JsProxy, is_proxy
from ._runner import _own, describe, keep, owe, pay
from ._unpack import TAGGED, unordered, unpack_arguments

#: True if JavaScript destroys proxies by hand.
destroys = not MICROPYTHON

_hooks = None
# By the number of a module: what it offers, by name.
_offered = {}
# MicroPython tells coroutines from generators no other way: by module, the functions that make generators.
_generating = {}
# By the number of a module: the run that its code belongs to, with which ends what it has begun.
_runs = {}
# By number: the module, and what JavaScript iterates over; None where that was closed with its module.
_streams = {}
_count = 0


def setup(hooks):
    """Take JavaScript's hooks, by attribute."""
    global _hooks
    _hooks = hooks


def _fail(error):
    """Return what JavaScript throws where it called."""
    return keep(_hooks.raised(*describe(error)))


# Loading.


def load(number, url, name, source, shared, run):
    """Execute ``source``; return the names that it offers, separated by spaces, with a star those of
    generators.

    Args:
        number: what JavaScript calls the module by.
        url: what tracebacks call the file.
        name: the module's name, as in ``import name``.
        shared: whether it runs in the main namespace, together with scripts; else in one of its own.
        run: the run that the module's code belongs to.
    """
    before = enter(run)
    try:
        namespace = namespace_of(name, url, shared)
        known = dict(namespace)
        _own.execute(source, url, namespace)
        names = public_names(namespace, known, source)
        # Only what uses the page has to know in whose name.
        carried = "pyscript" in source
        _offered[number] = {name: bind(namespace[name], run) if carried else namespace[name] for name in names}
        _generating[number] = generators(source) if MICROPYTHON else ()
        _runs[number] = run
        return keep(" ".join(name + "*" * _streams_from(number, name, namespace[name]) for name in names))
    except BaseException as error:
        return _fail(error)
    finally:
        leave(before)


def offer(number, kind, run):
    """Offer what a worker exports (``kind`` is ``"export"``), or what it has assigned to ``sync``; return the
    names."""
    from ._sync import offered

    _offered[number] = {name: bind(function, run) for name, function in offered(kind).items()}
    _generating[number] = ()
    return keep(" ".join(_offered[number]))


def unload(number):
    """Let go of a module's functions, and close its streams."""
    _offered.pop(number, None)
    _generating.pop(number, None)
    _runs.pop(number, None)
    for stream, (owner, iterator) in list(_streams.items()):
        if owner == number and iterator is not None:
            close(stream)
            _streams[stream] = number, None


def _streams_from(number, name, function):
    if MICROPYTHON:
        return name in _generating[number]
    from inspect import isasyncgenfunction, isgeneratorfunction

    return isgeneratorfunction(function) or isasyncgenfunction(function)


# Calls with plain values, the fast way: JavaScript calls what `caller` returns, without anything in between.

if MICROPYTHON:

    from ._bridge_micropython import callers

    _by_count, _take = callers(_fail)
    # Callers raise nothing.
    failed = None

    def caller(number, name, count):
        """Return what calls a function with so many arguments, None where there is no short way."""
        return keep(_by_count[min(count, 4)](_offered[number][name]))

    def returned(value, number, name):
        """Convert what a caller returned last: JavaScript may have got less than that."""
        return _converted(_take(), number, name)

else:

    def caller(number, name, count):
        """Return what calls a function with so many arguments: the function itself.

        None for an ``async`` function: Pyodide would start by itself what it returns.
        """
        from inspect import iscoroutinefunction

        function = _offered[number][name]
        return None if iscoroutinefunction(function) else function

    def returned(value, number, name):
        """Convert what a caller returned last."""
        return _converted(value, number, name)

    def failed():
        """Describe what the function raised that was called last."""
        return _fail(sys.last_exc)


# Calls with any values.


def call(number, name, text, repairs, extras):
    """Call a function.

    Args:
        text: a list of arguments and an object of keyword arguments, packed: see
            ``runtime/values/packed.ts``.
        repairs: what JSON does not carry; a mark where Python calls, which gets the result packed as well.
        extras: JavaScript's array of what belongs there.
    """
    for_python = repairs == TAGGED
    try:
        args, kwargs = unpack_arguments(text, repairs, extras)
        result = _offered[number][name](*args, **kwargs)
    except BaseException as error:
        return _fail(error)
    return _converted(result, number, name, for_python)


# Results.


def _converted(value, number, name, for_python=False):
    """Make what JavaScript is to get of ``value``: plain data, a promise, or a stream."""
    try:
        if for_python and not _is_awaitable(value, number, name):
            return keep(_packed(value))
        if value is None or isinstance(value, (bool, str, float)):
            return keep(value)
        if _is_awaitable(value, number, name):
            return _later(_arrived(value, for_python), number)
        if hasattr(value, "__next__") or hasattr(value, "__anext__"):
            return keep(_hooks.stream(_opened(value, number)))
        return keep(_data(value))
    except BaseException as error:
        return _fail(error)


def _packed(value):
    """Pack ``value`` for another Python."""
    text, extras = pack(value)
    return _hooks.packed(text, crossing(extras))


def _data(value):
    """Return what JavaScript makes plain data of, here or in another thread."""
    if value is None or isinstance(value, (bool, str, float, int)) or is_proxy(value):
        return _runner.converted(value)
    text, extras = pack(value)
    return _hooks.value(text, crossing(extras))


if MICROPYTHON:
    from ._context import Carried

    def _is_awaitable(value, number, name):
        is_carried = type(value) in (Coroutine, Carried)
        return is_carried and name not in _generating.get(number, ()) or hasattr(value, "__await__")

else:
    def _is_awaitable(value, number, name):
        return type(value) is Coroutine or hasattr(value, "__await__") and not isinstance(value, JsProxy)


async def _arrived(awaitable, for_python=False):
    value = await awaitable
    return _packed(value) if for_python else _data(value)


def _later(coroutine, number):
    """Return a promise of what a coroutine returns, for JavaScript: it runs as a task of the module's run."""
    later = _hooks.deferred()
    run = _runs.get(number, 0)
    before = enter(run)
    try:
        _own.start(_settle(coroutine, later, owe(run, later.reject)), run)
    finally:
        leave(before)
    return keep(later.promise)


async def _settle(coroutine, later, owed):
    try:
        value = await coroutine
    except BaseException as error:
        later.reject(*describe(error))
    else:
        later.resolve(keep(value))
    finally:
        pay(owed)


# Streams: generators, and what else can be iterated over once.


def _opened(iterator, number):
    global _count
    _count += 1
    _streams[_count] = number, iterator
    return _count


def advance(number):
    """Return the next value of a stream, or the hook's mark for its end; a promise of either when it is
    asynchronous."""
    try:
        if number not in _streams:
            return keep(_hooks.end)
        module, iterator = _streams[number]
        if iterator is None:
            _streams.pop(number)
            return keep(_hooks.gone)
        if hasattr(iterator, "__anext__"):
            return _later(_advance(number, iterator), module)
        try:
            value = next(iterator)
        except StopIteration:
            _streams.pop(number, None)
            return keep(_hooks.end)
        return keep(_hooks.null if value is None else _data(value))
    except BaseException as error:
        _streams.pop(number, None)
        return _fail(error)


async def _advance(number, iterator):
    try:
        value = await iterator.__anext__()
        return _hooks.null if value is None else _data(value)
    except StopAsyncIteration:
        _streams.pop(number, None)
        return _hooks.end
    except BaseException:
        _streams.pop(number, None)
        raise


def close(number):
    """End a stream before its end; return a promise when that takes time."""
    module, iterator = _streams.pop(number, (0, None))
    end = getattr(iterator, "aclose", None) or getattr(iterator, "close", None)
    try:
        result = end() if end else None
        if result is not None and _is_awaitable(result, 0, ""):
            return _later(_arrived(result), module)
    except BaseException as error:
        return _fail(error)
