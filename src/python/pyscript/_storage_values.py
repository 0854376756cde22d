"""Values as a store keeps them: see ``runtime/storage/codec.ts``, which has the table."""

import json
import sys

from ._platform import MICROPYTHON

if MICROPYTHON:
    from . import _storage_micropython as own
else:
    from . import _storage_cpython as own

#: The name of the one item of a dictionary that stands for something else, and as JSON has it.
TAG = "\0"
MARK = "\\u0000"
#: Types that are kept each by itself.
BINARY = (bytes, bytearray, memoryview)
_SAFE = 9007199254740991
_DEPTH = own.DEPTH
_dump = own.dump
_dump_text = own.dump_text
_can_cross = own.can_cross


def _tag(what):
    return f'{{"{MARK}":"{what}"}}'


def _is_surrogate(character):
    return 0xD800 <= ord(character) <= 0xDFFF


def _dumped(value):
    text = _dump(value)
    return text if _can_cross(text) else _escaped(text)


def quote(text):
    """Return text as JSON."""
    text = _dump_text(text)
    return text if _can_cross(text) else _escaped(text)


def _escaped(text):
    """Escape what is no character by itself, and would not cross to JavaScript."""
    return "".join(["\\u%04x" % ord(each) if _is_surrogate(each) else each for each in text])


def _is_plain(value, depth):
    """Tell whether JSON says all of ``value``, as it is for most."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return -_SAFE <= value <= _SAFE
    if kind is float:
        return value - value == 0
    if depth == 0:
        return False
    depth -= 1
    if kind is dict:
        for key in value:
            if type(key) is not str or key == TAG:
                return False
        value = value.values()
    elif kind is not list and kind is not tuple:
        return False
    for item in value:
        if not _is_plain(item, depth):
            return False
    return True


def text_of(value, path):
    """Return what a store keeps of ``value``, unless it is bytes.

    Raises:
        TypeError: a part of it cannot be stored; ``path`` is what the message calls the value.
    """
    if type(value) is str:
        return quote(value)
    if _is_plain(value, _DEPTH):
        return _dumped(value)
    return _special_text(value, path, ())


def _special_text(value, path, above):
    kind = type(value)
    if kind is float:
        if value - value == 0:
            return repr(value)
        return _tag("nan" if value != value else "inf" if value > 0 else "-inf")
    if kind is int and not -_SAFE <= value <= _SAFE:
        return _tag(f"int {value}")
    if kind is str or value is None or kind is bool or kind is int:
        return _dumped(value)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return _nested_text(value, path, above)
    if isinstance(value, BINARY):
        raise TypeError(f"{path} is binary data, which is stored under a key of its own only, not inside other data")
    if isinstance(value, str):
        return quote(value[:])  # str() of an enumeration's member would be its name
    for base in (int, float):
        if isinstance(value, base):
            return _special_text(base(value), path, above)
    datetime = sys.modules.get("datetime")
    if datetime and isinstance(value, datetime.datetime):
        return _tag(f"datetime {value.isoformat()}")
    raise TypeError(f"{path} is a {kind.__name__}, which cannot be stored")


def _nested_text(value, path, above):
    if id(value) in above or len(above) >= _DEPTH:
        raise TypeError(f"{path} contains itself, or is nested too deeply, and cannot be stored")
    above = above + (id(value),)
    if not isinstance(value, dict):
        items = [_special_text(item, f"{path}[{index}]", above) for index, item in enumerate(value)]
        return "[" + ",".join(items) + "]"
    items = []
    for key, item in value.items():
        if isinstance(key, bool) or not isinstance(key, (str, int, float)):
            raise TypeError(f"{path} has a key of type {type(key).__name__}; what is stored has text for keys")
        items.append(quote(str(key)) + ":" + _special_text(item, f"{path}[{key!r}]", above))
    text = "{" + ",".join(items) + "}"
    return f'{{"{MARK}":{text}}}' if TAG in value else text


def value_of(text):
    """Return what ``text`` stands for."""
    value = json.loads(text)
    return revived(value) if MARK in text else value


def revived(value):
    kind = type(value)
    if kind is list:
        return [revived(item) for item in value]
    if kind is not dict:
        return value
    tagged = value.get(TAG)
    if type(tagged) is str:
        return _special(tagged)
    if type(tagged) is dict:
        value = tagged
    return {key: revived(item) for key, item in value.items()}


def _special(text):
    kind, _, what = text.partition(" ")
    if kind == "int":
        return int(what)
    if kind == "datetime":
        from datetime import datetime

        return datetime.fromisoformat(what)
    return float(kind) if kind in ("nan", "inf", "-inf") else None


def bytes_of(kind, data):
    """Return ``data``, a ``bytearray`` of our own, as what it was."""
    if kind == "bytes":
        return bytes(data)
    return memoryview(data) if kind == "memoryview" else data
