"""What every module that stands on the host needs: the host itself, and the two interpreters' types for JavaScript's values."""

import sys

import _pyscript_host as host

MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    import jsffi as interpreter_ffi
else:
    import pyodide.ffi as interpreter_ffi

JsException = interpreter_ffi.JsException
JsProxy = interpreter_ffi.JsProxy


def is_js(value):
    """Tell whether ``value`` is JavaScript's own: an element, an array, a function of the page ..."""
    return isinstance(value, JsProxy)


def fail(failure):
    """Raise what the host returned as ``failure``: the class of an exception, a colon, a message."""
    name, _, message = failure.partition(": ")
    raise (TypeError if name == "TypeError" else ValueError)(message)
