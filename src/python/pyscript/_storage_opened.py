"""The store as the host has it, and the changes that the host reports."""

import json

from ._host import IN_WORKER, host
from ._storage_values import MARK, TAG, bytes_of, quote, revived
from .util import as_bytearray

if IN_WORKER:
    from ._link_host import host_tell

# By name: the stores that are open, of one class each.
stores = {}


class Opened:
    """The store as the host has it, and the changes that the host reports."""

    def __init__(self, name):
        self.name = name
        self.store = None
        #: The host's; 0 until it is known here.
        self.number = 0
        # In a worker, what arrives may be older than what was written here: writes are counted, and the page
        # says how many of them it had when it sent something.
        self._count = 0
        self._recent = {}

    if IN_WORKER:

        def write(self, function, *args):
            # Others here are to know at once, and they do when the answer comes.
            if len(stores.get(self.name, ())) > 1:
                check(getattr(host, function)(self.number, *args))
            else:
                host_tell(function, self.number, *args)

        def wrote(self, keys):
            self._count += 1
            for key in keys:
                self._recent[key] = self._count

    else:

        def write(self, function, *args):
            check(getattr(host, function)(self.number, *args))

        def wrote(self, keys):
            pass

    def fill(self, text):
        """Take a part of what is in the store: a JSON object, or several of them after their numbers, see
        ``host.ts``."""
        content = json.loads(text)
        if MARK in text:
            for part in content[1::2] if type(content) is list else (content,):
                for key, value in part.items():
                    self._take_special(key, value)
        elif type(content) is list:
            self.store._put_shards(content)
        else:
            self.store._put_all(content)

    def hear(self, text):
        """Take changes: how many writes of ours went before, then keys and values by turns, as JSON."""
        if not self.number:
            return  # All of the store is read when it is known.
        try:
            keys = self.take(text)
        except Exception as error:
            raise RuntimeError(f"what was written to the store {self.name!r} cannot be read: {error}")
        self.store.changed(keys)

    def take(self, text):
        changes = json.loads(text)
        is_plain = MARK not in text
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
        tagged = value.get(TAG) if type(value) is dict else None
        if tagged == "deleted":
            try:
                store._drop(key)
            except KeyError:
                pass  # was not there
        elif type(tagged) is str and tagged.startswith("binary "):
            data = as_bytearray(host.storage_bytes(self.number, quote(key)))
            store._put(key, bytes_of(tagged[7:], data))
        else:
            store._put(key, revived(value))


def check(failure):
    """Raise what the host returned, if it did."""
    if failure:
        kind, _, message = failure.partition(": ")
        raise {"TypeError": TypeError, "ValueError": ValueError}.get(kind, OSError)(message)
