"""What :mod:`_pack` does by means of MicroPython: its JSON encoder writes anything, so what it is given is looked at before."""

import json
from array import array

import js
import jsffi

NOTHING = js.undefined

_PLAIN = {str, bool, type(None)}
#: Types that JSON has a form of, if what is inside has.
_KNOWN = {str, bool, type(None), int, float, list, tuple, dict}


def is_js(value):
    """Tell whether a value is JavaScript's own."""
    return isinstance(value, jsffi.JsProxy)


def quick(value, extras):
    """Return ``value`` as JSON; None where something has to take its place."""
    return json.dumps(value) if _is_json(value, 0) else None


def _is_json(value, depth):
    kind = type(value)
    if kind is float:
        return value - value == 0 and float(str(value)) == value
    if kind not in _KNOWN or depth > 40:
        return False
    if kind is dict:
        if value and (set(map(type, value)) != {str} or "\0" in value):
            return False
        value = value.values()
    elif kind is not list and kind is not tuple:
        return True
    elif len(value) >= 32 and set(map(type, value)) == {float}:
        return False
    kinds = set(map(type, value))
    if kinds <= _PLAIN or kinds <= {str, bool, type(None), int}:
        return True
    if not kinds <= _KNOWN:
        return False
    depth += 1
    for item in value:
        if type(item) not in _PLAIN and not _is_json(item, depth):
            return False
    return True


def view(value, extras):
    """Have an array cross as a typed array, and a ``memoryview``, which does not tell of what, as bytes."""
    from ._pack import extra, names

    if not isinstance(value, array):
        return extra("bytes", bytes(value), extras)
    # Arrays do not have their type code as an attribute; their text has.
    code = str(value)[7]
    name = {"l": "Int32Array", "L": "Uint32Array"}.get(code) or names[code]
    return extra("bytes" if name == "Uint8Array" else "array", bytes(value), extras, name)


def special(value, extras):
    """Return None: there is nothing of the kind here."""
    return None
