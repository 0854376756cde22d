"""JSON for data that contains itself: text in the format of JavaScript's ``flatted``.

The text is a JSON array of all dictionaries, lists and strings, each once, the outermost first. Inside of
them, the index of a value stands for it, as a string: ``[{"me":"0","name":"1"},"Ada"]``.
"""

import json as _json

__all__ = ["parse", "stringify"]


def stringify(value):
    """Return ``value`` as text. Tuples become lists, numbers as keys become text.

    Raises:
        TypeError: something in it is no JSON.
        ValueError: a number in it is not finite.

    >>> ada = {"name": "Ada"}
    >>> ada["me"] = ada
    >>> stringify(ada)
    '[{"name":"1","me":"0"},"Ada"]'
    """
    values = []
    places = {}

    def place(value):
        """Return what stands for ``value``."""
        if isinstance(value, (str, dict, list, tuple)):
            key = value if isinstance(value, str) else id(value)
            if key not in places:
                places[key] = str(len(values))
                values.append(value)
            return places[key]
        if isinstance(value, float) and value - value != 0:
            raise ValueError(f"stringify(): {value} is no JSON")
        if value is None or isinstance(value, (bool, int, float)):
            return value
        raise TypeError(f"stringify(): a {type(value).__name__} is no JSON")

    if place(value) != "0":
        values.append(value)
    flat = []
    for value in values:  # which grows on the way
        if isinstance(value, dict):
            value = {_key(key): place(item) for key, item in value.items()}
        elif isinstance(value, (list, tuple)):
            value = [place(item) for item in value]
        flat.append(value)
    return _dumps(flat)


def parse(text):
    """Return the data that ``text`` was made of; what was the same object is the same object again.

    Raises:
        ValueError: ``text`` is not what :func:`stringify` makes.

    >>> ada = parse('[{"name":"1","me":"0"},"Ada"]')
    >>> ada["me"] is ada
    True
    """
    try:
        values = _json.loads(text)
        for value in values:
            if isinstance(value, (dict, list)):
                for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                    if isinstance(item, str):
                        value[key] = values[int(item)]
        return values[0]
    except (ValueError, IndexError, KeyError, TypeError):
        raise ValueError(f"parse(): this is not what stringify() makes: {text[:60]!r}")


def _key(key):
    if isinstance(key, bool) or not isinstance(key, (str, int, float)):
        raise TypeError(f"stringify(): a key is text, not a {type(key).__name__}")
    return str(key)


def _dumps(values):
    try:
        return _json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    except TypeError:  # MicroPython knows no `ensure_ascii`; it never escapes
        return _json.dumps(values, separators=(",", ":"))
