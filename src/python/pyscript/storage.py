"""Data that the browser keeps: ``storage(name)`` opens a store, which is a dictionary.

>>> from pyscript import storage
>>> store = await storage("notes")
>>> store["visits"] = store.get("visits", 0) + 1
>>> await store.sync()  # now it is on the disk
"""

import asyncio
import json
import sys

from ._host import IN_WORKER, MICROPYTHON, JsException, host, message_of
from .ffi import to_js
from .util import as_bytearray

if IN_WORKER:
    from ._remote import host_tell

__all__ = ["Storage", "storage"]

# The codec: see `runtime/storage/codec.ts`, which has the table.

_TAG = "\0"
_MARK = "\\u0000"
_SAFE = 9007199254740991
_BINARY = (bytes, bytearray, memoryview)
# Types whose values never change.
_SCALARS = (str, int, float, bool)
# How deep values may be nested.
_DEPTH = 40 if MICROPYTHON else 200


def _tag(what):
    return f'{{"{_MARK}":"{what}"}}'


class _Path:
    """What messages call a value: text that is made only when it is needed."""

    def __init__(self, name, key):
        self.name = name
        self.key = key

    def __str__(self):
        return f"{self.name}[{self.key!r}]"


def _is_surrogate(character):
    return 0xD800 <= ord(character) <= 0xDFFF


if MICROPYTHON:

    def _dumped(value):
        text = json.dumps(value, separators=(",", ":"))
        # The first byte of a surrogate, and of few other characters.
        return _escaped(text) if text.encode().find(b"\xed") >= 0 else text

    _quote = _dumped

else:
    from json.encoder import encode_basestring as _basestring

    _encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode

    def _dumped(value):
        return _crossing(_encode(value))

    def _quote(text):
        return _crossing(_basestring(text))

    def _crossing(text):
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                return _escaped(text)
        return text


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
            if type(key) is not str or key == _TAG:
                return False
        value = value.values()
    elif kind is not list and kind is not tuple:
        return False
    for item in value:
        if not _is_plain(item, depth):
            return False
    return True


def _text(value, path):
    """Return what a store keeps of ``value``, unless it is bytes.

    Raises:
        TypeError: a part of it cannot be stored; ``path`` is what the message calls the value.
    """
    if type(value) is str:
        return _quote(value)
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
    if isinstance(value, _BINARY):
        raise TypeError(f"{path} is binary data, which is stored under a key of its own only, not inside other data")
    for base in (str, int, float):
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
        items.append(_quote(str(key)) + ":" + _special_text(item, f"{path}[{key!r}]", above))
    text = "{" + ",".join(items) + "}"
    return f'{{"{_MARK}":{text}}}' if _TAG in value else text


def _value(text):
    """Return what ``text`` stands for."""
    value = json.loads(text)
    return _revived(value) if _MARK in text else value


def _revived(value):
    kind = type(value)
    if kind is list:
        return [_revived(item) for item in value]
    if kind is not dict:
        return value
    tagged = value.get(_TAG)
    if type(tagged) is str:
        return _special(tagged)
    if type(tagged) is dict:
        value = tagged
    return {key: _revived(item) for key, item in value.items()}


def _special(text):
    kind, _, what = text.partition(" ")
    if kind == "int":
        return int(what)
    if kind == "datetime":
        from datetime import datetime

        return datetime.fromisoformat(what)
    return float(kind) if kind in ("nan", "inf", "-inf") else None


def _bytes(kind, data):
    """Return ``data``, a ``bytearray`` of our own, as what it was."""
    if kind == "bytes":
        return bytes(data)
    return memoryview(data) if kind == "memoryview" else data


# What stores are made from: a dictionary whose reading is the interpreter's own. `_put`, `_put_all` and `_drop` change
# it, and are not what subclasses override.

if MICROPYTHON:
    # A subclass of `dict` would be written past us by `|=`, which becomes `__or__` here.
    #
    # MicroPython's hash of text has 16 bits, so that a dictionary with tens of thousands of keys spends seconds on
    # telling them apart: what is large is spread over many dictionaries.
    _LARGE = 5000
    _SHARDS = 255  # less one

    class _Dictionary:
        def __init__(self):
            self._data = {}
            self._shards = None

        def _of(self, key):
            """Return the dictionary that has ``key``, if any has."""
            if self._shards is None or type(key) is not str:
                return self._data
            return self._shards[hash(key) & _SHARDS]

        def _put(self, key, value):
            data = self._of(key)
            data[key] = value
            if data is self._data and len(data) > _LARGE:
                self._spread()

        def _drop(self, key):
            del self._of(key)[key]

        def _put_all(self, content):
            if self._shards is None:
                self._data.update(content)
                if len(self._data) > _LARGE:
                    self._spread()
                return
            shards = self._shards
            for key, value in content.items():
                shards[hash(key) & _SHARDS][key] = value

        def _spread(self):
            data = self._data
            self._data = {}
            self._shards = [{} for _ in range(_SHARDS + 1)]
            self._put_all(data)

        def __getitem__(self, key):
            shards = self._shards
            if shards is None or type(key) is not str:
                return self._data[key]
            return shards[hash(key) & _SHARDS][key]

        def __contains__(self, key):
            return key in self._of(key)

        def __len__(self):
            return len(self._data) if self._shards is None else sum([len(shard) for shard in self._shards])

        def __bool__(self):
            return len(self) > 0

        def __iter__(self):
            return iter(self.keys())

        def __eq__(self, other):
            if not isinstance(other, (dict, _Dictionary)) or len(self) != len(other):
                return False
            for key, value in self.items():
                if key not in other or other[key] != value:
                    return False
            return True

        def __repr__(self):
            return repr(self.copy())

        def get(self, key, default=None):
            return self._of(key).get(key, default)

        def keys(self):
            return self._data.keys() if self._shards is None else [key for part in self._shards for key in part]

        def values(self):
            return self._data.values() if self._shards is None else [part[key] for part in self._shards for key in part]

        def items(self):
            if self._shards is None:
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

else:

    class _Dictionary(dict):
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


class Storage(_Dictionary):
    """A dictionary that the browser keeps, the same for all of this site that opens it by its name.

    ``await storage(name)`` makes it. Keys are text; values are ``None``, ``bool``, ``int``, ``float``, ``str``,
    ``datetime``, and lists, tuples (read as lists), sets (read as lists) and dictionaries of those; or ``bytes``,
    ``bytearray`` and ``memoryview`` by themselves. Values are copied when they are set: change what you have read, then
    set it again.

    What is written is seen at once by the page's JavaScript and by main-thread Python, and a moment later by workers
    and other tabs. Subclasses may override any method.

    Raises:
        TypeError: what is set cannot be stored; the message says which part of it.

    >>> class Logged(Storage):
    ...     def __setitem__(self, key, value):
    ...         super().__setitem__(key, value)
    ...         print(key, value)
    >>> store = await storage("notes", storage_class=Logged)
    """

    def __init__(self, opened):
        super().__init__()
        self._opened = opened
        opened.store = self

    def __setitem__(self, key, value):
        opened = self._opened
        kind = type(value)
        if type(key) is not str:
            raise TypeError(f"{opened.name}[{key!r}]: a store has text for keys, not {type(key).__name__}")
        if isinstance(value, _BINARY):
            value = _bytes(kind.__name__, bytearray(value))
            opened.write("storage_put_bytes", _quote(key), kind.__name__, to_js(bytes(value)))
        else:
            text = _text(value, _Path(opened.name, key))
            if value is not None and kind not in _SCALARS:
                value = _value(text)
            opened.write("storage_put", _quote(key), text)
        opened.wrote((key,))
        self._put(key, value)

    def __delitem__(self, key):
        self._drop(key)  # or raise KeyError
        opened = self._opened
        opened.write("storage_delete", _quote(key))
        opened.wrote((key,))

    def clear(self):
        """Delete everything."""
        opened = self._opened
        opened.write("storage_clear")
        keys = list(self)
        opened.wrote(keys)
        for key in keys:
            self._drop(key)

    def update(self, *others, **items):
        """Set all items of a dictionary, or of pairs, and those given by name."""
        if len(others) > 1:
            raise TypeError(f"update() takes one dictionary, not {len(others)}")
        for other in others:
            pairs = other.items() if hasattr(other, "items") else other
            for key, value in list(pairs):
                self[key] = value
        for key, value in items.items():
            self[key] = value

    def setdefault(self, key, default=None):
        """Return the value of ``key``; set it to ``default`` before where there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key, *default):
        """Delete ``key`` and return its value; without it ``default``.

        Raises:
            KeyError: there is no such key and no default.
        """
        if len(default) > 1:
            raise TypeError("pop() takes a key and one default")
        if key not in self and default:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        """Delete an item and return it: the last one on Pyodide, any on MicroPython.

        Raises:
            KeyError: there is none.
        """
        if not len(self):
            raise KeyError("popitem(): the store is empty")
        key = self._last()
        return key, self.pop(key)

    async def sync(self):
        """Wait until all that was written before is on the disk, and every context of the page has it.

        Raises:
            OSError: it cannot be kept (there is no room, or the browser keeps no data); it stays in memory.
        """
        _check(await host.storage_sync(self._opened.number))

    def changed(self, keys):
        """Override it to be told what others have changed: JavaScript, the other interpreter, workers, other tabs.

        Args:
            keys: a list of keys that were set or deleted.
        """


class _Opened:
    """What the host has of a store, and what it tells."""

    def __init__(self, name):
        self.name = name
        self.store = None
        self.number = 0
        # In a worker, what arrives may be older than what was written here: writes are counted, and the page says how
        # many of them it had when it sent something.
        self._count = 0
        self._recent = {}

    if IN_WORKER:

        def write(self, function, *args):
            # Others here are to know at once, and they do when the answer comes.
            if len(_stores.get(self.name, ())) > 1:
                _check(getattr(host, function)(self.number, *args))
            else:
                host_tell(function, self.number, *args)

        def wrote(self, keys):
            self._count += 1
            for key in keys:
                self._recent[key] = self._count

    else:

        def write(self, function, *args):
            _check(getattr(host, function)(self.number, *args))

        def wrote(self, keys):
            pass

    def fill(self, text):
        """Take what is in the store, a part of it as a JSON object."""
        content = json.loads(text)
        if _MARK in text:
            for key, value in content.items():
                self._take_special(key, value)
        else:
            self.store._put_all(content)

    def hear(self, text):
        """Take changes: how many writes of ours went before, then keys and values by turns, as JSON."""
        try:
            keys = self.take(text)
        except Exception as error:
            raise RuntimeError(f"what was written to the store {self.name!r} cannot be read: {error}")
        self.store.changed(keys)

    def take(self, text):
        changes = json.loads(text)
        is_plain = _MARK not in text
        put = self.store._put
        recent = self._recent
        keys = []
        for index in range(1, len(changes), 2):
            key = changes[index]
            if recent:
                if recent.get(key, 0) > changes[0]:
                    continue  # ours is newer
                recent.pop(key, None)
            value = changes[index + 1]
            keys.append(key)
            if is_plain:
                put(key, value)
            else:
                self._take_special(key, value)
        return keys

    def _take_special(self, key, value):
        store = self.store
        tagged = value.get(_TAG) if type(value) is dict else None
        if tagged == "deleted":
            if key in store:
                store._drop(key)
        elif type(tagged) is str and tagged.startswith("binary "):
            data = as_bytearray(host.storage_bytes(self.number, _quote(key)))
            store._put(key, _bytes(tagged[7:], data))
        else:
            store._put(key, _revived(value))


def _check(failure):
    """Raise what the host returned, if it did."""
    if failure:
        kind, _, message = failure.partition(": ")
        raise {"TypeError": TypeError, "ValueError": ValueError}.get(kind, OSError)(message)


# By name: the stores that are open, of one class each.
_stores = {}


async def storage(name="", storage_class=Storage):
    """Open a store.

    Args:
        name: any text but ``""``. The same name is the same store, in JavaScript and in other tabs too.
        storage_class: a subclass of :class:`Storage`.

    Returns:
        The store; the same object when it is opened again, by the same class.

    Raises:
        ValueError: the name is empty.
        OSError: the database was written by a newer version of the library.

    >>> store = await storage("my-storage-name")
    >>> store["key"] = {"any": ["plain", "data"]}
    """
    if type(name) is not str or not name:
        raise ValueError("storage(): each store must have a name, a text")
    found = _find(name, storage_class)
    if found is not None:
        return found
    opened = _Opened(name)
    store = storage_class(opened)
    if opened.store is None:
        raise TypeError(f"{storage_class.__name__}.__init__() must call super().__init__() with its argument")
    try:
        number = await host.storage_open(name, opened.hear)
    except JsException as error:
        raise OSError(message_of(error))
    if type(number) is str:
        _check(number)
    opened.number = number
    while True:
        text = host.storage_read(number)
        if not text:
            break
        opened.fill(text)
        await asyncio.sleep(0)  # The page lives on.
    found = _find(name, storage_class)  # somebody else was faster
    if found is not None:
        host.storage_close(number)
        return found
    _stores.setdefault(name, []).append(store)
    return store


def _find(name, storage_class):
    for store in _stores.get(name, ()):
        if type(store) is storage_class:
            return store
    return None
