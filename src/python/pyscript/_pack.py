"""Values on their way to JavaScript, by value: ``runtime/values/packed.ts`` has the table, and what the form
is.

JSON carries most values as they are; the others have tags, which JavaScript looks for.
"""

import json
from array import array

from ._platform import MICROPYTHON, NOTHING, is_proxy


if MICROPYTHON:
    from ._pack_micropython import quick, special, view
else:
    from ._pack_cpython import quick, special, view

#: The key of what JSON does not carry, and how JSON writes it.
TAG = "\0"
ESCAPED = "\\u0000"
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
#: Types that JSON has a form of.
_PLAIN = {str, bool, type(None), int}
#: MicroPython copies all of a text as it grows: one that JSON makes of so many values is short.
_PIECE = 128


def pack(value):
    """Return ``value`` as JSON, and a list of the extras that belong there: buffers, and objects of
    JavaScript's.

    Raises:
        TypeError: a part of it cannot cross by value; the message says which.
    """
    extras = Extras()
    text = quick(value, extras)
    if text is None:
        extras = Extras()
        text = written(value, None, (), extras)
    return text, extras.finish()


def crossing(extras):
    """Return an array of JavaScript's that has the extras of a packed value."""
    from ._bytes import plain_bytes
    from ._runner import _hooks, _own

    result = _hooks.array()
    for extra in extras:
        result.push(extra if _own.is_js(extra) else plain_bytes(extra))
    return result


class Extras:
    """The buffers and objects that cross beside the text."""

    def __init__(self):
        self.values = []
        # Numbers that the text would not have exactly, and where they are among the values, all in one.
        self.numbers = []
        self.numbers_at = 0

    def finish(self):
        """Return the values."""
        if self.numbers:
            self.values[self.numbers_at] = array("d", self.numbers)
        return self.values


def tag(kind, *data):
    """Return what stands for something that JSON does not carry."""
    return {TAG: [kind] + list(data)}


def written(value, place, above, extras):
    """Return JSON of ``value``; ``place`` is a key or index and the place above, for messages."""
    kind = type(value)
    if kind in _PLAIN:
        return json.dumps(value)
    if kind is float:
        return _number(value, extras)
    if not isinstance(value, (list, tuple, set, frozenset, dict)):
        found = other(value, place, extras)
        return json.dumps(found) if type(found) is dict else written(found, place, above, extras)
    if id(value) in above or len(above) > 500:
        raise TypeError(f"{_named(place)} contains itself, which plain data cannot")
    above += (id(value),)
    if isinstance(value, dict):
        text = _dictionary(value, place, above, extras)
        return f'{{"{ESCAPED}":["dict",{text}]}}' if TAG in value else text
    kinds = set(map(type, value))
    if len(value) >= MANY and kinds == {float}:
        return json.dumps(floats(value, extras))
    pieces = []
    if kinds <= _PLAIN:
        value = list(value)
        for start in range(0, len(value), _PIECE):
            pieces.append(json.dumps(value[start : start + _PIECE])[1:-1])
    else:
        for item in value:
            pieces.append(written(item, (len(pieces), place), above, extras))
    return f"[{','.join(pieces)}]"


def _dictionary(value, place, above, extras):
    if len(value) <= _PIECE and set(map(type, value)) <= {str} and set(map(type, value.values())) <= _PLAIN:
        return json.dumps(value)
    pieces = []
    for key, item in value.items():
        if isinstance(key, bool) or not isinstance(key, (str, int, float)):
            raise TypeError(f"{_named(place)} has a key of type {type(key).__name__}; plain data has text for keys")
        pieces.append(f"{json.dumps(str(key))}:{written(item, (key, place), above, extras)}")
    return f"{{{','.join(pieces)}}}"


def _number(value, extras):
    if value - value != 0:
        return json.dumps(tag("float", str(value)))
    if MICROPYTHON and float(str(value)) != value:
        if not extras.numbers:
            extras.numbers_at = len(extras.values)
            extras.values.append(None)
        extras.numbers.append(value)
        return json.dumps(tag("number", extras.numbers_at, len(extras.numbers) - 1))
    return str(value)


def other(value, place, extras):
    """Return what stands for a value that JSON has no form of: a tag, or another value."""
    if value is NOTHING:
        return None
    if isinstance(value, (bytes, bytearray)):
        return extra("bytes", value, extras)
    if isinstance(value, (array, memoryview)):
        return view(value, extras)
    for base in (str, int, float):
        if isinstance(value, base):
            return base(value)
    found = special(value, extras)
    if found is not None:
        return found
    if is_proxy(value):
        return extra("object", value, extras)
    if hasattr(value, "tolist"):  # numpy's numbers, and arrays of objects
        return value.tolist()
    copy = getattr(type(value), "_plain_copy", None)  # an object of the page's, in a worker
    if copy:
        copied = copy(value)
        if type(copied) is not type(value):
            return copied
    kind = "an object of the page's" if copy else f"a {type(value).__name__}"
    raise TypeError(f"{_named(place)} is {kind}, which cannot be passed by value")


def extra(kind, value, extras, *more):
    """Have ``value`` cross beside the text; return what stands for it there."""
    extras.values.append(value)
    return tag(kind, len(extras.values) - 1, *more)


def floats(value, extras):
    """Have a list of numbers cross as one buffer."""
    return extra("floats", array("d", value), extras)


def _named(place):
    path = ""
    while place is not None:
        key, place = place
        path = f"[{key!r}]{path}"
    return f"value{path}"
