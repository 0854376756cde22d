"""The part of :mod:`pyscript._storage` for MicroPython."""

import builtins
import json

#: How deep values may be nested.
DEPTH = 40

#: Over how many dictionaries a store is spread that has many keys. The host knows how: `shards.ts`.
SHARDS = 1024
_MANY = 5000
_hash = hash


def dump(value):
    """Return JSON."""
    return json.dumps(value, separators=(",", ":"))


dump_text = dump


def can_cross(text):
    """Tell whether text arrives in JavaScript as it is: not with lone surrogates."""
    # Surrogates begin with this byte, and few other characters do.
    return text.encode().find(b"\xed") < 0


class Dictionary:
    """A dictionary that `_put`, `_put_all` and `_drop` change; they are not what subclasses override.

    It is none of the interpreter's: of a subclass of ``dict``, ``|=`` makes a plain dictionary here. And
    the hash of text has 16 bits, so that a dictionary with tens of thousands of keys spends seconds on
    telling them apart: many keys are spread over many dictionaries. As long as there are few, these are
    all the same one.
    """

    def __init__(self):
        self._data = {}
        self._shards = [self._data] * SHARDS

    def __getitem__(self, key):
        return self._shards[_hash(key) & 1023][key]

    def _put(self, key, value):
        self._shards[_hash(key) & 1023][key] = value
        data = self._data
        if data is not None and len(data) > _MANY:
            self._spread()
            self._put_all(data)

    def _drop(self, key):
        del self._shards[_hash(key) & 1023][key]

    def _put_all(self, content):
        if self._data is not None and len(self._data) + len(content) <= _MANY:
            self._data.update(content)
            return
        for key, value in content.items():
            self._put(key, value)

    def _put_shards(self, parts):
        """Take dictionaries that are spread as ours are: their numbers and they themselves by turns."""
        data = self._data
        if data is not None:
            self._spread()
            self._put_all(data)
        shards = self._shards
        for index in range(0, len(parts), 2):
            number = parts[index]
            if shards[number]:
                shards[number].update(parts[index + 1])
            else:
                shards[number] = parts[index + 1]

    def _spread(self):
        self._data = None
        self._shards = [{} for _ in range(SHARDS)]

    def _parts(self):
        return self._shards if self._data is None else (self._data,)

    def __contains__(self, key):
        return key in self._shards[_hash(key) & 1023]

    def __len__(self):
        return sum([len(part) for part in self._parts()])

    def __bool__(self):
        return len(self) > 0

    def __iter__(self):
        return iter(self.keys())

    def __eq__(self, other):
        if not isinstance(other, (dict, Dictionary)) or len(self) != len(other):
            return False
        for key, value in self.items():
            if key not in other or other[key] != value:
                return False
        return True

    def __repr__(self):
        return repr(self.copy())

    def get(self, key, default=None):
        return self._shards[_hash(key) & 1023].get(key, default)

    def keys(self):
        return self._data.keys() if self._data is not None else [key for part in self._shards for key in part]

    def values(self):
        return self._data.values() if self._data is not None else [part[key] for part in self._shards for key in part]

    def items(self):
        if self._data is not None:
            return self._data.items()
        return [item for part in self._shards for item in part.items()]

    def copy(self):
        return dict(self.items())

    def __or__(self, other):
        # Stands for `|=` too, and cannot tell: what is meant to be kept must not get lost.
        self.update(other)
        return self

    def __ror__(self, other):
        return other | self.copy()

    def _last(self):
        return next(iter(self))


_isinstance = builtins.isinstance


def isinstance(value, kinds):
    """Tell whether a value is of a class, or of one of several. Stores are dictionaries, too."""
    if _isinstance(value, kinds):
        return True
    return _isinstance(value, Dictionary) and (kinds is dict or _isinstance(kinds, tuple) and dict in kinds)


builtins.isinstance = isinstance
