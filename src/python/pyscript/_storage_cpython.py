"""The part of :mod:`pyscript._storage` for Pyodide."""

import json
from json.encoder import encode_basestring as dump_text

#: How deep values may be nested.
DEPTH = 200
#: Over how many dictionaries a store is spread.
SHARDS = 1

dump = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def can_cross(text):
    """Tell whether text arrives in JavaScript as it is: not with lone surrogates."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


class Dictionary(dict):
    """A dictionary that `_put`, `_put_all` and `_drop` change; they are not what subclasses override."""

    def __init__(self):
        super().__init__()
        self._put = super().__setitem__
        self._drop = super().__delitem__
        self._put_all = super().update

    __hash__ = None

    def __ior__(self, other):
        self.update(other)
        return self

    def _last(self):
        return next(reversed(self))
