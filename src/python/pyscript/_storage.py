"""Data that the browser keeps: ``storage(name)`` opens a store, which is a dictionary.

>>> from pyscript import storage
>>> store = await storage("notes")
>>> store["visits"] = store.get("visits", 0) + 1
>>> await store.sync()  # now it is on the disk

The package offers it as ``pyscript.storage``, which is both: a function, and a module with that function
in it.
"""

import asyncio

from ._host import host
from ._platform import JsException, message_of
from ._storage_opened import Opened, check, stores
from ._storage_values import BINARY, bytes_of, own, quote, text_of, value_of
from .ffi import to_js

__all__ = ["Storage", "storage"]

# Types whose values never change.
_SCALARS = (str, int, float, bool)


class _Path:
    """The name of a value in messages: text that is made only when it is needed."""

    def __init__(self, name, key):
        self.name = name
        self.key = key

    def __str__(self):
        return f"{self.name}[{self.key!r}]"


class Storage(own.Dictionary):
    """A dictionary that the browser keeps, the same for all of this site that opens it by its name.

    ``await storage(name)`` makes it. Keys are text; values are ``None``, ``bool``, ``int``, ``float``,
    ``str``, ``datetime``, and lists, tuples (read as lists), sets (read as lists) and dictionaries of
    those; or ``bytes``, ``bytearray`` and ``memoryview`` by themselves. Values are copied when they are
    set: change what you have read, then set it again.

    Changes are seen at once by the page's JavaScript and by main-thread Python, and a moment later by
    workers and other tabs. Subclasses may override any method.

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
            if not isinstance(key, str):
                raise TypeError(f"{opened.name}[{key!r}]: a store has text for keys, not {type(key).__name__}")
            key = key[:]  # of a class of its own: an enumeration, for one
        if isinstance(value, BINARY):
            value = bytes_of(kind.__name__, bytearray(value))
            opened.write("storage_put_bytes", quote(key), kind.__name__, to_js(bytes(value)))
        else:
            text = text_of(value, _Path(opened.name, key))
            if value is not None and kind not in _SCALARS:
                value = value_of(text)
            opened.write("storage_put", quote(key), text)
        opened.wrote((key,))
        self._put(key, value)

    def __delitem__(self, key):
        self._drop(key)  # or raise KeyError
        opened = self._opened
        opened.write("storage_delete", quote(key))
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
        check(await host.storage_sync(self._opened.number))

    def changed(self, keys):
        """Override it to receive the changes of others: JavaScript, the other interpreter, workers, other
        tabs.

        Args:
            keys: a list of keys that were set or deleted.
        """


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
        raise ValueError("storage(): each store must have a non-empty name, a text")
    found = _find(name, storage_class)
    if found is not None:
        return found
    opened = Opened(name)
    store = storage_class(opened)
    if opened.store is None:
        raise TypeError(f"{storage_class.__name__}.__init__() must call super().__init__() with its argument")
    try:
        number = await host.storage_open(name, opened.hear)
    except JsException as error:
        raise OSError(message_of(error))
    if type(number) is str:
        check(number)
    opened.number = number
    try:
        while True:
            text = host.storage_read(number, own.SHARDS)
            if not text:
                break
            opened.fill(text)
            await asyncio.sleep(0)  # The page lives on.
    except BaseException:  # The task that opens it may be cancelled.
        host.storage_close(number)
        raise
    found = _find(name, storage_class)  # somebody else was faster
    if found is not None:
        host.storage_close(number)
        return found
    stores.setdefault(name, []).append(store)
    return store


def _find(name, storage_class):
    for store in stores.get(name, ()):
        if type(store) is storage_class:
            return store
    return None
