"""The part of :mod:`_pack` for CPython: its JSON encoder asks about unknown types, so most values are not
walked."""

import json
import sys
from array import array

__all__ = ["quick", "special", "view"]


def quick(value, extras):
    """Return ``value`` as JSON; None where it has to be walked."""
    from ._pack import ESCAPED, MANY, floats, other

    tagged = 0

    def unknown(item):
        nonlocal tagged
        if isinstance(item, (set, frozenset)):
            return list(item)
        found = other(item, None, extras)
        tagged += type(found) is dict
        return found

    def shallow(item, depth):
        """Take long lists of numbers out, near the surface."""
        nonlocal tagged
        if isinstance(item, list):
            if len(item) >= MANY and type(item[0]) is float and set(map(type, item)) == {float}:
                tagged += 1
                return floats(item, extras)
            if depth and len(item) < MANY:
                return [shallow(part, depth - 1) for part in item]
        elif depth and isinstance(item, dict) and len(item) < MANY:
            return {key: shallow(part, depth - 1) for key, part in item.items()}
        return item

    try:
        encoder = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=unknown)
        text = encoder.encode(shallow(value, 3))
    except (ValueError, TypeError, RecursionError):
        return None
    # Keys that JSON made text of, and a dictionary of the author's that looks like a tag.
    if '"true":' in text or '"false":' in text or '"null":' in text:
        return None
    if text.count(f'"{ESCAPED}":') != tagged:
        return None
    return text


def view(value, extras):
    """Have an array or a ``memoryview`` cross as a typed array."""
    from ._pack import extra, names

    if isinstance(value, array):
        name = names.get(_fixed(value.typecode, value.itemsize))
        shape = ()
    else:
        name = names.get(_fixed(value.format, value.itemsize))
        shape = (list(value.shape),) if value.ndim != 1 else ()
    data = value if isinstance(value, array) or value.c_contiguous else memoryview(value.tobytes())
    if name in (None, "Uint8Array") and not shape:
        return extra("bytes", data, extras)
    return extra("array", data, extras, name or "Uint8Array", *shape)


def _fixed(code, size):
    """Return the code of a number of that size: how large a ``long`` is depends on the machine."""
    code = code[-1:]
    if code in "bhilqn":
        return {1: "b", 2: "h", 4: "i", 8: "q"}[size]
    if code in "BHILQN?c":
        return {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    return code


def special(value, extras):
    """Return what stands for dates and for arrays of numpy's; None for others."""
    from ._pack import tag

    datetime = sys.modules.get("datetime")
    if datetime and isinstance(value, datetime.datetime):
        return tag("date", value.timestamp() * 1000)
    if hasattr(value, "__array_interface__"):
        try:
            data = memoryview(value)
        except (TypeError, ValueError, BufferError):
            return None
        if data.ndim and data.format[:1] not in ">!" and data.format[-1:] in "bhilqBHILQfd":
            return view(data, extras)
    return None
