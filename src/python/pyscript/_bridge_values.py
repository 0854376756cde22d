"""What crosses a bridge by value, both ways; ``runtime/bridge/arguments.ts`` and ``runtime/values.ts`` have the tables."""

import sys
from array import array

from . import _runner
from ._runner import _own

MICROPYTHON = sys.implementation.name == "micropython"
#: Whether JSON loses the order of keys.
unordered = MICROPYTHON
_hooks = None


def setup(hooks):
    """Take JavaScript's hooks, by attribute."""
    global _hooks
    _hooks = hooks


# Arguments.


def repair(root, repairs, extras):
    """Put right in ``root``, which came as JSON, what JSON does not carry."""
    for kind, path, index in repairs:
        holder = root
        for key in path[:-1]:
            holder = holder[key]
        key = path[-1]
        if kind == "dict":
            holder[key] = _dict(holder[key])
        elif kind == "set":
            holder[key] = set(holder[key])
        elif kind == "map":
            holder[key] = dict(holder[key])
        elif kind == "int":
            holder[key] = int(extras[index])
        elif kind == "float":
            holder[key] = float(extras[index])
        elif kind == "bytes":
            holder[key] = _bytes(extras[index])
        elif kind == "array":
            holder[key] = _array(extras[index])
        elif kind == "date":
            holder[key] = _date(extras[index])
        else:
            holder[key] = extras[index]


if MICROPYTHON:
    import uctypes

    def _empty():
        """Return a dictionary that keeps its order: of type ``dict``, with the mark that an ``OrderedDict`` has."""
        empty = {}
        uctypes.bytearray_at(id(empty), 8)[4] |= 4
        return empty

    def _keeps_order():
        probe = _empty()
        for key in "status", "code", "b", "a":
            probe[key] = 1
        return type(probe) is dict and list(probe) == ["status", "code", "b", "a"]

    if not _keeps_order():
        from collections import OrderedDict as _empty

    def _dict(items):
        result = _empty()
        for index in range(0, len(items), 2):
            result[items[index]] = items[index + 1]
        return result

    def _bytes(buffer):
        value = bytes(buffer.byteLength)
        if value:
            # Nobody else has it yet.
            _runner._hooks.fill(uctypes.addressof(value), buffer)
        return value

    def _array(buffer):
        value = array(_CODES[buffer.constructor.name], bytes(buffer.byteLength))
        if len(value):
            _runner._hooks.fill(uctypes.addressof(value), buffer)
        return value

else:

    def _bytes(buffer):
        return buffer.to_bytes()

    def _array(buffer):
        value = array(_CODES[buffer.constructor.name])
        value.frombytes(buffer.to_bytes())
        return value


_CODES = {
    "Int8Array": "b",
    "Int16Array": "h",
    "Uint16Array": "H",
    "Int32Array": "i",
    "Uint32Array": "I",
    "BigInt64Array": "q",
    "BigUint64Array": "Q",
    "Float32Array": "f",
    "Float64Array": "d",
}
# MicroPython's arrays do not have their type code as an attribute; their text has.
_NAMES = {code: name for name, code in _CODES.items()}
_NAMES["l"] = "Int32Array"
_NAMES["L"] = "Uint32Array"
_NAMES["B"] = "Uint8Array"


def _date(milliseconds):
    from datetime import datetime, timezone

    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)


# Results.


def plain(value):
    """Return ``value`` as plain JavaScript data.

    Raises:
        TypeError: some of it cannot cross; the message says which part.
    """
    if isinstance(value, array):
        return _hooks.typed(_own.plain_bytes(bytes(value), _runner._hooks), _NAMES[str(value)[7]])
    result = _own.json_text(value)
    return _runner._plain(value, "value", ()) if result is None else _runner._hooks.parse(result)
