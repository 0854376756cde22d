"""JavaScript's values, arrived by value: ``runtime/values/packed.ts`` has the table, and what the form is."""

import json
from array import array

from . import _runner
from ._pack import CODES, ESCAPED, TAG
from ._platform import MICROPYTHON, JsProxy

#: True if JSON loses the order of keys.
unordered = MICROPYTHON
#: Stands for repairs where the text comes from Python: it has tags instead.
TAGGED = "tags"


def unpack(text, repairs, extras):
    """Return a value.

    Args:
        text: JSON.
        repairs: what JSON does not carry, as JSON; "" for none, :data:`TAGGED` where tags say it.
        extras: what belongs there: an array of JavaScript's, of this thread or the page, or a list.
    """
    if repairs == TAGGED:
        value = json.loads(text)
        return _restored(value, extras) if ESCAPED in text else value
    return _readable(_repaired(text, repairs, extras))


def unpack_arguments(text, repairs, extras):
    """Return the arguments of a call, as :func:`unpack` does: a list and a dictionary of keyword
    arguments."""
    if repairs == TAGGED:
        return unpack(text, repairs, extras)
    args, kwargs = _repaired(text, repairs, extras)
    return [_readable(arg) for arg in args], {key: _readable(arg) for key, arg in kwargs.items()}


def _repaired(text, repairs, extras):
    """Return JavaScript's value: JSON with its repairs."""
    value = _decoded(text)
    if not repairs:
        return value
    root = [value]
    for kind, path, *more in json.loads(repairs):
        holder = root
        key = 0
        for step in path:
            holder = holder[key]
            key = step
        holder[key] = _mended(kind, holder[key], extras, more)
    return root[0]


def _restored(value, extras):
    """Return what tags stand for, all through."""
    if isinstance(value, list):
        return [_restored(item, extras) for item in value]
    if not isinstance(value, dict):
        return value
    tag = value.get(TAG)
    if tag is None:
        return {key: _restored(item, extras) for key, item in value.items()}
    kind, data, *more = tag
    if kind == "dict":
        return {key: _restored(item, extras) for key, item in data.items()}
    if kind == "float":
        return float(data)
    return _mended(kind, data, extras, [data] + more)


def _mended(kind, plain, extras, more):
    if kind == "dict":
        return _dict(plain)
    if kind == "table":
        return _table(plain, more[0])
    if kind == "bytes":
        return _bytes(extras[more[0]])
    if kind == "array":
        return _array(extras[more[0]], CODES[more[1]])
    if kind == "floats":
        return list(_array(extras[more[0]], "d"))
    if kind == "number":
        return _array(extras[more[0]], "d")[more[1]]
    if kind == "object":
        return extras[more[0]]
    if kind == "int":
        return int(plain)
    if kind == "set":
        return set(plain)
    if kind == "map":
        return _mapping(plain)
    if kind == "date":
        return _date(plain)
    raise TypeError(f"JavaScript has sent a value of the unknown kind {kind!r}")


if MICROPYTHON:
    import uctypes

    from ._pack_micropython import filled

    # A subclass of `dict` is no dictionary to `dict(value)`, `update()` and `|` here: values are plain.
    _decoded = json.loads

    def _readable(value):
        return value

    def _empty():
        """Return a dictionary that keeps its order: of type ``dict``, with the mark that an ``OrderedDict``
        has."""
        empty = {}
        uctypes.bytearray_at(id(empty), 8)[4] |= 4
        return empty

    def _keeps_order():
        probe = _empty()
        for key in "status", "code", "b", "a":
            probe[key] = 1
        return type(probe) is dict and list(probe) == list(probe.copy()) == ["status", "code", "b", "a"]

    if not _keeps_order():
        from collections import OrderedDict as _empty

    def _mapping(pairs):
        result = _empty()
        for key, value in pairs:
            result[key] = value
        return result

    def _dict(items):
        result = _empty()
        for index in range(0, len(items), 2):
            result[items[index]] = items[index + 1]
        return result

    def _table(cells, count):
        row = _empty()
        for key in cells[:count]:
            row[key] = None
        copy = row.copy
        rows = [copy() for _ in range(len(cells) // count - 1)]
        if filled(rows, cells, count):
            return rows
        values = iter(cells)
        for _ in row:
            next(values)
        for row in rows:
            for key in row:
                row[key] = next(values)
        return rows

    def _filled(value, buffer):
        """Copy a buffer into ``value``, which nobody else has yet."""
        if not len(value):
            return value
        if isinstance(buffer, JsProxy):
            _runner._hooks.fill(uctypes.addressof(value), buffer)
            return value
        data = _copied(buffer)
        uctypes.bytearray_at(uctypes.addressof(value), len(data))[:] = data
        return value

    def _bytes(buffer):
        return _filled(bytes(buffer.byteLength), buffer) if isinstance(buffer, JsProxy) else bytes(_copied(buffer))

    def _array(buffer, code):
        if not isinstance(buffer, JsProxy):
            buffer = _copied(buffer)
            return _filled(array(code, bytes(len(buffer))), buffer)
        return _filled(array(code, bytes(buffer.byteLength)), buffer)

else:
    import gc

    #: Text that is shorter makes no garbage to speak of.
    _LONG = 10000

    class JsDict(dict):
        """An object of JavaScript's that arrived by value: a dictionary that is read as ``JsProxy`` is, too.

        Keys are attributes besides, where dictionaries have no method of that name.

        Example:
            >>> user.name == user["name"]
            True
        """

        __slots__ = ()

        def __getattr__(self, name):
            try:
                value = self[name]
            except KeyError:
                raise AttributeError(f"the object has no {name!r}", name=name, obj=self) from None
            if type(value) is list:
                value = self[name] = JsList(value)
            return value

        __setattr__ = dict.__setitem__

        def __delattr__(self, name):
            try:
                del self[name]
            except KeyError:
                raise AttributeError(f"the object has no {name!r}", name=name, obj=self) from None

        def to_py(self, **options):
            """Return the dictionary, which is Python's already."""
            return self

    class JsList(list):
        """An array of JavaScript's that arrived by value: a list that is read as ``JsProxy`` is, too."""

        __slots__ = ()

        @property
        def length(self):
            """The number of items, as JavaScript has it."""
            return len(self)

        def to_py(self, **options):
            """Return the list, which is Python's already."""
            return self

    _decode = json.JSONDecoder(object_hook=JsDict).decode
    _mapping = JsDict

    def _decoded(text):
        # All that is made lives on: the collector would look at it over and over, for nothing.
        if len(text) < _LONG or not gc.isenabled():
            return _decode(text)
        gc.disable()
        try:
            return _decode(text)
        finally:
            gc.enable()

    def _readable(value):
        return JsList(value) if type(value) is list else value

    def _bytes(buffer):
        return bytes(_copied(buffer))

    def _array(buffer, code):
        copied = _copied(buffer)
        return memoryview(copied if isinstance(copied, bytearray) else bytearray(copied)).cast(code)


def _copied(buffer):
    """Return what is in a buffer: of Python's, of JavaScript's, or of the page's."""
    return buffer if isinstance(buffer, (bytes, bytearray)) else buffer.to_bytes()


def _date(milliseconds):
    from datetime import datetime, timezone

    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
