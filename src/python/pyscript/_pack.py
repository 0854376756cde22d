"""Values on their way to JavaScript, by value: ``runtime/values/packed.ts`` has the table, and what the form is.

What JSON carries is left to JSON; what it does not is told by tags, which JavaScript looks for.
"""

import json
import sys
from array import array

MICROPYTHON = sys.implementation.name == "micropython"

if MICROPYTHON:
    from ._pack_micropython import NOTHING, is_js, quick, special, view
else:
    from ._pack_cpython import NOTHING, is_js, quick, special, view

#: The key of what JSON does not carry.
TAG = "\0"
CODES = {
    "Int8Array": "b",
    "Uint8Array": "B",
    "Int16Array": "h",
    "Uint16Array": "H",
    "Int32Array": "i",
    "Uint32Array": "I",
    "BigInt64Array": "q",
    "BigUint64Array": "Q",
    "Float32Array": "f",
    "Float64Array": "d",
}
#: The class of a typed array, by the type code of Python's.
names = {code: name for name, code in CODES.items()}
#: Numbers as an array are worth their while in lists from that length on.
MANY = 32


def pack(value):
    """Return ``value`` as JSON, and a list of the extras that belong there: buffers, and objects of JavaScript's.

    Raises:
        TypeError: a part of it cannot cross by value; the message says which.
    """
    extras = []
    text = quick(value, extras)
    if text is None:
        extras = []
        text = json.dumps(prepared(value, None, (), extras))
    return text, extras


def tag(kind, *data):
    """Return what stands for something that JSON does not carry."""
    return {TAG: [kind] + list(data)}


def prepared(value, place, above, extras):
    """Return what JSON carries of ``value``; ``place`` is a key or index and the place above, for messages."""
    kind = type(value)
    if value is NOTHING:
        return None
    if value is None or kind is str or kind is bool or kind is int:
        return value
    if kind is float:
        return real(value, extras)
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        if id(value) in above or len(above) > 500:
            raise TypeError(f"{_named(place)} contains itself, which plain data cannot")
        inside = above + (id(value),)
        if not isinstance(value, dict):
            if len(value) >= MANY and set(map(type, value)) == {float}:
                return floats(value, extras)
            items = []  # a list in one go would be one more frame for each level
            for item in value:
                items.append(prepared(item, (len(items), place), inside, extras))
            return items
        result = {}
        for key, item in value.items():
            if isinstance(key, bool) or not isinstance(key, (str, int, float)):
                raise TypeError(f"{_named(place)} has a key of type {type(key).__name__}; plain data has text for keys")
            result[str(key)] = prepared(item, (key, place), inside, extras)
        return tag("dict", result) if TAG in result else result
    if isinstance(value, (bytes, bytearray)):
        return extra("bytes", value, extras)
    if isinstance(value, (array, memoryview)):
        return view(value, extras)
    for base in (str, int, float):
        if isinstance(value, base):
            return prepared(base(value), place, above, extras)
    found = special(value, extras)
    if found is not None:
        return found
    if is_js(value):
        return extra("object", value, extras)
    if hasattr(value, "tolist"):  # numpy's numbers, and arrays of objects
        return prepared(value.tolist(), place, above, extras)
    raise TypeError(f"{_named(place)} is a {kind.__name__}, which cannot be passed by value")


def extra(kind, value, extras, *more):
    """Have ``value`` cross beside the text; return what stands for it there."""
    extras.append(value)
    return tag(kind, len(extras) - 1, *more)


def floats(value, extras):
    """Have a list of numbers cross as one buffer."""
    return extra("floats", array("d", value), extras)


def real(value, extras):
    """Return a number, or what stands for one that JSON does not carry exactly."""
    if value - value != 0:
        return tag("float", str(value))
    if MICROPYTHON and float(str(value)) != value:
        return extra("number", array("d", [value]), extras)
    return value


def _named(place):
    path = ""
    while place is not None:
        key, place = place
        path = f"[{key!r}]{path}"
    return f"value{path}"
