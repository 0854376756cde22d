"""The interpreter: which one it is, its modules, and how it sees the values and errors of JavaScript.

The bottom of the package: it imports nothing else of it.
"""

import sys

MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    import js
    import jsffi as interpreter_ffi
    import ubinascii as binascii  # "binascii" is a slow one, written in Python

    #: The value for nothing, besides ``None``.
    NOTHING = js.undefined
else:
    import binascii

    import pyodide.ffi as interpreter_ffi

    NOTHING = interpreter_ffi.jsnull

JsException = interpreter_ffi.JsException
JsProxy = interpreter_ffi.JsProxy


def is_proxy(value):
    """Tell whether ``value`` is of this thread's JavaScript."""
    return isinstance(value, JsProxy)


def message_of(error):
    """Return the message of a JavaScript error."""
    message = getattr(error, "message", None)
    if message is None:
        message = error.args[-1] if error.args else error
    return str(message)
