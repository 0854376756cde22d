"""Values as text, for another thread: the other half of ``runtime/values-text.ts``, which says what the text is."""

import json

try:
    from ubinascii import a2b_base64, b2a_base64
except ImportError:
    from binascii import a2b_base64, b2a_base64

_KEY = "$py"
_LARGEST = 2**53 - 1


def dumps(value):
    """Return ``value`` as text.

    Raises:
        TypeError: a part of it cannot cross by value; the message says which.
    """
    return json.dumps(_prepare(value, "value", ()))


def loads(text):
    """Return the value that ``text`` stands for."""
    value = json.loads(text)
    return _restore(value) if _KEY in text else value


def _prepare(value, path, above):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else _tagged("int", str(value))
    if isinstance(value, float):
        return value if value - value == 0 else _tagged("float", str(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _tagged("bytes", b2a_base64(bytes(value)).decode().strip())
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        if id(value) in above or len(above) > 500:
            raise TypeError(f"{path} contains itself, which plain data cannot")
        inside = above + (id(value),)
        if not isinstance(value, dict):
            return [_prepare(item, f"{path}[{index}]", inside) for index, item in enumerate(value)]
        result = {}
        for key, item in value.items():
            if isinstance(key, bool) or not isinstance(key, (str, int, float)):
                raise TypeError(f"{path} has a key of type {type(key).__name__}; plain data has text for keys")
            result[str(key)] = _prepare(item, f"{path}[{key!r}]", inside)
        return _tagged("dict", result) if _KEY in result else result
    if type(value).__name__ == "datetime" and hasattr(value, "timestamp"):
        return _tagged("date", value.timestamp() * 1000)
    if hasattr(value, "tolist"):  # numpy's arrays and numbers
        return _prepare(value.tolist(), path, above)
    return _prepare(_of_javascript(value, path), path, above)


def _of_javascript(value, path):
    """Return plain data of what is JavaScript's."""
    try:
        from ._host import NOTHING, is_js
    except ImportError:  # CPython, in tests
        raise TypeError(f"{path} is a {type(value).__name__}, which cannot be passed by value")
    if value is NOTHING:
        return None
    if not is_js(value):
        raise TypeError(f"{path} is a {type(value).__name__}, which cannot be passed by value")
    import js

    if hasattr(value, "byteLength"):
        from .util import as_bytearray

        return as_bytearray(value)
    text = js.JSON.stringify(value)
    if not isinstance(text, str):
        raise TypeError(f"{path} is a JavaScript {js.Object.prototype.toString.call(value)}, which cannot be passed by value")
    return json.loads(text)


def _tagged(kind, data):
    return {_KEY: [kind, data]}


def _restore(value):
    if isinstance(value, list):
        return [_restore(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = value.get(_KEY)
    if tag is None or len(value) != 1:
        return {key: _restore(item) for key, item in value.items()}
    kind, data = tag
    if kind == "bytes":
        return a2b_base64(data)
    if kind == "int":
        return int(data)
    if kind == "float":
        return float(data)
    if kind == "date":
        try:
            from datetime import datetime, timezone

            return datetime.fromtimestamp(data / 1000, timezone.utc)
        except ImportError:
            return data
    return {key: _restore(item) for key, item in data.items()}
