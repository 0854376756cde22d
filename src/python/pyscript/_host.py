"""What modules that stand on the host share: the host itself, and how the interpreter sees JavaScript's values."""

import sys

import _pyscript_host as host

IN_WORKER = bool(host.in_worker)
#: Whether this is a worker that can reach the page.
LINKED = IN_WORKER and host.sync_mode != "none"
if LINKED:
    from ._remote import Remote
    from ._worker_host import host
elif IN_WORKER:
    from ._unlinked import host

MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    import js
    import jsffi as interpreter_ffi
    import ubinascii as binascii  # "binascii" is a slow one, written in Python

    #: What nothing is, besides ``None``.
    NOTHING = js.undefined
else:
    import binascii

    import pyodide.ffi as interpreter_ffi

    NOTHING = interpreter_ffi.jsnull

JsException = interpreter_ffi.JsException
JsProxy = interpreter_ffi.JsProxy


def is_js(value):
    """Tell whether ``value`` is JavaScript's own: an element, an array, a function of the page ..."""
    return isinstance(value, JsProxy) or LINKED and isinstance(value, Remote)


def handling(function):
    """Return what the host is given to call for events: on the main thread it adapts functions itself."""
    if not IN_WORKER:
        return function
    from ._callables import adapt

    return adapt(function)


def fail(failure):
    """Raise what the host returned as ``failure``: the class of an exception, a colon, a message."""
    name, _, message = failure.partition(": ")
    raise {"TypeError": TypeError, "AttributeError": AttributeError}.get(name, ValueError)(message)


def message_of(error):
    """Return what a JavaScript error says."""
    message = getattr(error, "message", None) or (error.args[-1] if error.args else error)
    return str(message)


def settling(window, call):
    """Call a function of JavaScript's; return a promise of a list, of which the first item says how its own settles.

    Pyodide waits for ever for a promise that is rejected with something that is no error, so it must not see one.
    """
    return window.Promise.allSettled(getattr(window.Array, "from")(window.Array.of(None), call))
