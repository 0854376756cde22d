"""Python's values for JavaScript: the foreign function interface, the same on both interpreters.

>>> from pyscript.ffi import create_proxy, to_js
>>> button.addEventListener("click", create_proxy(on_click))
>>> window.fetch("/api", to_js({"method": "POST"}))
"""

import js as _js

from . import _runner
from ._bytes import plain_bytes as _plain_bytes
from ._context import Coroutine as _Coroutine
from ._context import current as _current
from ._context import enter as _enter
from ._context import leave as _leave
from ._context import life as _life
from ._functions import is_function as _is_function
from ._host import LINKED as _LINKED
from ._host import host as _host
from ._host import is_js as _is_js
from ._platform import MICROPYTHON as _MICROPYTHON
from ._platform import NOTHING as _NOTHING
from ._platform import interpreter_ffi as _ffi

if _LINKED:
    from ._remote import Remote as _Remote
    from ._link_functions import adopt as _adopt
    from ._remote import gather, query
    from ._remote import root as _window

_LARGEST = 2**53 - 1

if _MICROPYTHON:
    _do_nothing = _ffi.create_proxy(lambda *arguments: None)

__all__ = ["assign", "create_proxy", "direct", "gather", "is_none", "jsnull", "query", "to_js"]

#: JavaScript's ``null``, to be passed where ``None`` would be ``undefined``. MicroPython's ``None`` is
#: ``null`` itself.
jsnull = None if _MICROPYTHON else _NOTHING


def create_proxy(value, **options):
    """Make ``value`` something that JavaScript may keep, mostly a function to be called back.

    The function's display output belongs to the script that made the proxy, and its exceptions are
    reported there unless JavaScript catches them. When that script is removed from the page the function
    is not called any more, whoever still has the proxy: an interval, a listener. Proxies of other objects
    are destroyed then; ``proxy.destroy()`` does it earlier on Pyodide. On MicroPython it does nothing:
    there, a proxy ends when JavaScript lets go of it.

    Args:
        value: a function, ``async`` or not, or any object.
        **options: those of ``pyodide.ffi.create_proxy``; MicroPython has none and takes no notice.

    Returns:
        The proxy, which Python can call and pass on. Passing what is JavaScript's already returns it.

    >>> window.setTimeout(create_proxy(lambda: display("later")), 100)
    """
    if _is_js(value):
        return value
    wrapped = value
    if _is_function(value):
        wrapped = _guarded(value)
    elif callable(value) and not isinstance(value, type):
        wrapped = _guarded_object(value)
    if _MICROPYTHON:
        proxy = _ffi.create_proxy(wrapped)
        if wrapped is not value:
            proxy.destroy = _do_nothing  # its garbage collectors do it
    else:
        proxy = _ffi.create_proxy(wrapped, **options)
        if wrapped is value:
            _host.own(_current(), proxy)
    if _LINKED and wrapped is not value:
        _adopt(proxy, value)
    return proxy


def to_js(value, **options):
    """Convert ``value`` to JavaScript, all through: lists become arrays, dictionaries object literals.

    Args:
        value: what to convert. Bytes become a ``Uint8Array``, functions can be called back, integers
            beyond 2**53 become a ``BigInt``, and ``None`` inside lists and dictionaries becomes ``null``.
        **options: those of ``pyodide.ffi.to_js``, such as ``dict_converter``; MicroPython takes no notice.

    Returns:
        What JavaScript can use. Numbers, text and ``None`` need no conversion.

    >>> to_js({"headers": {"accept": "text/plain"}}).headers.accept
    'text/plain'
    """
    if _LINKED and isinstance(value, _Remote):
        return value
    if _MICROPYTHON:
        value = _prepared(value)
        return value if _is_js(value) else _ffi.to_js(value)
    converter = options.get("dict_converter")
    # Conversion makes objects of this worker: `window.Object.fromEntries`, which is the page's, means the
    # worker's.
    if converter is None or _LINKED and isinstance(converter, _Remote):
        options["dict_converter"] = _js.Object.fromEntries
    options.setdefault("default_converter", _converted)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        value = _with_nulls(value, options.get("depth", -1), {})
    return _ffi.to_js(value, **options)


def is_none(value):
    """Tell whether ``value`` is nothing: ``None``, or JavaScript's ``null`` or ``undefined``.

    >>> is_none(window.localStorage.getItem("no such key"))
    True
    """
    return value is None or value is _NOTHING


def assign(target, *sources):
    """Copy what ``sources`` have to ``target``, as JavaScript's ``Object.assign`` does, and return
    ``target``.

    Args:
        target: an object of JavaScript's.
        *sources: dictionaries, or objects of JavaScript's; later ones win.

    >>> assign(canvas.style, {"width": "100px"})
    """
    to = _window if _LINKED and isinstance(target, _Remote) else _js
    to.Object.assign(target, *[to_js(source) for source in sources])
    return target


def direct(value):
    """Return ``value``. PyScript's workers copy what this marks; here lists and dictionaries are always
    copied."""
    return value


if not _LINKED:

    def query(target, path):
        """Return what is found at a path, in a worker in one round trip.

        >>> query(window, "document.body.id")
        'top'
        """
        for name in path.split("."):
            target = getattr(target, name)
        return target

    def gather(target, *paths):
        """Return a list of what is found at each path, in a worker in one round trip.

        >>> gather(window, "innerWidth", "innerHeight")
        [1280, 720]
        """
        return [query(target, path) for path in paths]


def _guarded(function):
    """Return a function that calls ``function`` in the present run, and tells the host of what it raises.

    It does nothing when the run has ended.
    """
    run = _current()
    life = _life(run)

    def call(*args):
        if life.ended:
            return None
        before = _enter(run)
        try:
            result = function(*args)
            return _promised(_watched(result, run), run) if type(result) is _Coroutine else result
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            # It may have waited, and its run was removed meanwhile.
            if _runner.quits(error) or life.ended and isinstance(error, KeyboardInterrupt):
                return None
            _leaving(error, run)
            raise
        finally:
            _leave(before)

    return call


async def _watched(coroutine, run):
    try:
        return await coroutine
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        if _runner.quits(error):
            return None
        _leaving(error, run)
        raise


def _leaving(error, run):
    _host.leaving(run, *_runner.describe(error))


if _MICROPYTHON:
    def _promised(coroutine, run):
        """Start ``coroutine``; return a promise of its result."""
        later = _runner._hooks.deferred()
        _runner.settle(coroutine, run, later.resolve, later.reject)
        return later.promise

    def _big_integer(value):
        """Return a ``BigInt``: an object for Python, in whose place the interpreter has the integer for
        JavaScript."""
        holder = _js.Object.new()
        _runner._hooks.become(holder, str(value))
        return holder

    _guarded_object = _guarded  # JavaScript sees nothing but a function

    def _named(key):
        """Return a key as JavaScript's objects have it: MicroPython drops those that are small integers."""
        if isinstance(key, str):
            return key
        if key is None or isinstance(key, (bool, int, float)):
            return _js.String(key)
        raise TypeError(f"a key of an object of JavaScript's is text or a number, not a {type(key).__name__}")

    def _prepared(value):
        """Replace what MicroPython does not convert."""
        if isinstance(value, dict):
            return {_named(key): _prepared(item) for key, item in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [_prepared(item) for item in value]
        if isinstance(value, (bytes, bytearray, memoryview)):
            return _plain_bytes(value)
        if type(value) is int and not -_LARGEST <= value <= _LARGEST:
            return _big_integer(value)
        if _LINKED and _is_function(value):
            return create_proxy(value)
        return _guarded(value) if _is_function(value) else value

else:

    def _promised(coroutine, run):
        """Start ``coroutine`` as a task, which JavaScript takes for a promise."""
        import asyncio

        return asyncio.ensure_future(coroutine)

    class _guarded_object:
        """Stands for an object that can be called, and has attributes besides."""

        def __init__(self, value):
            self.__dict__["_value"] = value
            self.__dict__["_call"] = _guarded(value)

        def __call__(self, *args):
            return self._call(*args)

        def __getattr__(self, name):
            return getattr(self._value, name)

        def __setattr__(self, name, value):
            setattr(self._value, name, value)

        def __str__(self):
            return str(self._value)

    def _converted(value, convert, cache):
        # Python and the link find an object of the page in the worker's objects as it is.
        is_page = _LINKED and isinstance(value, _Remote)
        return _ffi.create_proxy(value, roundtrip=False) if is_page else create_proxy(value)

    _SCALARS = {str, int, float, bool}

    def _with_nulls(value, depth, copies):
        """Return a copy of a list or dictionary that has ``null`` where it had ``None``, as deep as it is
        converted."""
        copy = copies.get(id(value))
        if copy is not None or depth == 0:
            return value if copy is None else copy
        if isinstance(value, dict):
            copy = copies[id(value)] = {}
            for key, item in value.items():
                copy[key] = item if type(item) in _SCALARS else _item_with_nulls(item, depth, copies)
        elif isinstance(value, (list, tuple)):
            copy = copies[id(value)] = []
            copy.extend(
                [item if type(item) in _SCALARS else _item_with_nulls(item, depth, copies) for item in value]
            )
        else:
            copy = {_NOTHING if item is None else item for item in value}
        return copy

    def _item_with_nulls(item, depth, copies):
        if item is None:
            return _NOTHING
        is_container = isinstance(item, (dict, list, tuple, set, frozenset))
        return _with_nulls(item, depth - 1, copies) if is_container else item
