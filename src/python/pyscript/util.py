"""Small helpers that work on both interpreters."""

from ._context import Coroutine as _Coroutine
from ._host import LINKED as _LINKED
from ._host import is_js as _is_js
from ._platform import MICROPYTHON as _MICROPYTHON
from ._platform import JsProxy as _JsProxy

__all__ = ["NotSupported", "as_bytearray", "is_awaitable"]


class NotSupported:
    """Stands for something that cannot work here. It can be imported; using it raises an error that gives the
    reason.

    Args:
        name: what it stands for.
        error: why it does not work, and what to do: the whole message of what is raised.

    >>> fs = NotSupported("pyscript.fs", "pyscript.fs: this browser cannot open folders")
    >>> fs.mount("/local")
    Traceback (most recent call last):
    AttributeError: pyscript.fs: this browser cannot open folders
    """

    def __init__(self, name, error):
        super().__setattr__("name", name)
        super().__setattr__("error", error)

    def __repr__(self):
        return f"<NotSupported {self.name}: {self.error}>"

    def __getattr__(self, attribute):
        raise AttributeError(self.error)

    def __setattr__(self, attribute, value):
        raise AttributeError(self.error)

    def __call__(self, *args, **kwargs):
        raise TypeError(self.error)

    def __getitem__(self, key):
        raise TypeError(self.error)

    def __setitem__(self, key, value):
        raise TypeError(self.error)

    def __iter__(self):
        raise TypeError(self.error)


def as_bytearray(buffer):
    """Copy the bytes of a JavaScript ``ArrayBuffer``, typed array or ``DataView``, or of Python's ``bytes``.

    Raises:
        TypeError: ``buffer`` is something else.

    >>> as_bytearray(window.Uint8Array.of(1, 2))
    bytearray(b'\\x01\\x02')
    """
    if isinstance(buffer, (bytes, bytearray, memoryview)):
        return bytearray(buffer)
    if not _is_js(buffer) or not hasattr(buffer, "byteLength"):
        raise TypeError(f"as_bytearray() takes an ArrayBuffer or a typed array, not {type(buffer).__name__}")
    if not _MICROPYTHON or not isinstance(buffer, _JsProxy):
        return bytearray(buffer.to_bytes())
    from ._bytes import filled

    return filled(buffer)


def is_awaitable(obj):
    """Tell whether ``obj`` can be awaited, or gives what can be when it is called.

    That is what an ``async`` function returned, a task, a promise of JavaScript's; and an ``async``
    function itself. On MicroPython coroutines are generators, so other generators and their functions
    count as well.

    >>> is_awaitable(window.fetch("/"))
    True
    """
    if _is_js(obj):
        return callable(getattr(obj, "then", None))
    if hasattr(obj, "__await__") or type(obj) is _Coroutine:
        return True
    if _MICROPYTHON:
        import asyncio

        from ._context import Carried
        from ._functions import is_function

        if is_function(obj):
            # The one thing there that tells what a closure or a bound method calls.
            text = repr(obj)
            return text.startswith(("<generator>", "<closure <generator>")) or text.endswith(".<generator>>")
        return isinstance(obj, (Carried, asyncio.Task))
    import inspect

    return inspect.isawaitable(obj) or inspect.iscoroutinefunction(obj)


def _caused(error, cause):
    """Return ``error`` as the consequence of another. MicroPython has no ``raise … from``: it warns of it
    each time."""
    if not _MICROPYTHON:
        error.__cause__ = cause
    return error


def _settling(window, call):
    """Call a JavaScript function; return a promise of a list, of which the first item says how its own
    settles.

    Pyodide waits for ever for a promise that is rejected with something that is no error, so it must not
    see one.
    """
    if _LINKED:
        from ._remote import Remote

        if isinstance(window, Remote):
            # The page goes on between two calls: it would report a promise that is rejected at once. So would
            # the link one that Python has had and did not wait for.
            start = window.Promise.withResolvers()
            then = start.promise.then.bind(start.promise)
            settled = window.Promise.allSettled(getattr(window.Array, "from")(window.Array.of(call), then))
            start.resolve(None)
            return settled
    return window.Promise.allSettled(getattr(window.Array, "from")(window.Array.of(None), call))
