"""Objects of the page, in a worker: the references that Python holds, with the attributes and items of the
objects."""

import json
import sys

from ._link_calls import after_calls
from ._link_operations import (
    link,
    link_apply,
    link_bytes,
    link_call,
    link_construct,
    link_copy,
    link_gather,
    link_get,
    link_get_function,
    link_has,
    link_item,
    link_items,
    link_iterator,
    link_length,
    link_names,
    link_next,
    link_put,
    link_remove,
    link_remove_item,
    link_same,
    link_set_item,
    link_string,
)
from ._link_values import decode, decode_marked, encode, refer, token, use
from ._platform import MICROPYTHON, JsProxy
from ._protocol import MARK, Letter, ShapeFlag

_new = object.__new__
_release = link.release
_at = link.at if link.pipelined and hasattr(sys, "_getframe") else None
_flags_of = link.flags
_name_of = link.class_name
_is_method = link.is_method

# How many items of an iterable are fetched at once.
_PIECE = 256


class Remote:
    """An object of the page's, held by a worker.

    It has the attributes and items of the object. Two are equal when they are the same object.

    >>> from pyscript import document
    >>> document.body == document.body
    True
    """

    def __getattr__(self, name):
        ref = self._ref
        value = link_get(ref, name)
        if type(value) is str and value[:1] == MARK:
            kind = value[1]
            if kind == Letter.method:
                method = _new(Method)
                method._owner = self
                method._name = name
                return method
            if kind == Letter.missing:
                return _extra(self, name)
            return decode_marked(value, self)
        if MICROPYTHON and type(value) is JsProxy:
            return refer(value)
        return value

    def __setattr__(self, name, value):
        if type(value) is not str or value[:1] == MARK or MICROPYTHON and "\0" in value:
            value = encode(value)
        if _at:
            _at(_place(sys._getframe(1)))
        answer = link_put(self._ref, name, value)
        if answer is not None:
            decode(answer)

    def __delattr__(self, name):
        if not decode(link_remove(self._ref, name)):
            raise AttributeError(name)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self[index] for index in range(*key.indices(len(self)))]
        value = link_item(self._ref, encode(key))
        if type(value) is str and value[:1] == MARK:
            if value[1] == Letter.missing:
                raise (IndexError if type(key) is int else KeyError)(key)
            return decode_marked(value, self)
        return decode(value)

    def __setitem__(self, key, value):
        decode(link_set_item(self._ref, encode(key), encode(value)))

    def __delitem__(self, key):
        if not decode(link_remove_item(self._ref, encode(key))):
            raise KeyError(key)

    def __contains__(self, key):
        return decode(link_has(self._ref, encode(key)))

    def __len__(self):
        length = decode(link_length(self._ref))
        if type(length) is not int:
            raise TypeError(f"{_name_of(self._ref)} has no length")
        return length

    def __bool__(self):
        sized = _flags_of(self._ref) & (ShapeFlag.list | ShapeFlag.map | ShapeFlag.set)
        if not sized or _is_method(self._ref, "addEventListener"):
            return True
        return len(self) > 0

    def __iter__(self):
        flags = _flags_of(self._ref)
        if MICROPYTHON and flags & ShapeFlag.thenable:
            return _settled(self)  # `await` asks for an iterator there
        if not flags & (ShapeFlag.iterable | ShapeFlag.list | ShapeFlag.map | ShapeFlag.set):
            raise TypeError(f"{_name_of(self._ref)} cannot be iterated")
        if flags & (ShapeFlag.list | ShapeFlag.map | ShapeFlag.set):
            return self._iterate_items()
        return self._iterate()

    def _iterate_items(self):
        start = 0
        while True:
            piece = decode(link_items(self._ref, start, _PIECE))
            for item in piece:
                yield item
            if len(piece) < _PIECE:
                return
            start += _PIECE

    def _iterate(self):
        iterator = decode(link_iterator(self._ref))
        while True:
            piece = decode(link_next(iterator._ref, 1))
            if not piece:
                return
            yield piece[0]

    def __eq__(self, other):
        return isinstance(other, Remote) and decode(link_same(self._ref, other._ref))

    def __hash__(self):
        return link.handle(self._ref)

    def __dir__(self):
        return json.loads(decode(link_names(self._ref)))

    def _plain_copy(self):
        """Return a copy as plain data; a reference where it is none."""
        return to_bytes(self) if _flags_of(self._ref) & ShapeFlag.bytes else decode(link_copy(self._ref, 100))

    def __str__(self):
        return decode(link_string(self._ref))

    def __repr__(self):
        return decode(link_string(self._ref))

    if not MICROPYTHON:

        def __await__(self):
            return _settled(self).__await__()

        def __del__(self):
            _release(self._ref)


class RemoteFunction(Remote):
    """A function or a class of the page's."""

    def __call__(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        owner = self._self
        value = link_apply(self._ref, None if owner is None else owner._ref, *[encode(arg) for arg in args])
        return decode(value, None, args)

    def _construct(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        return decode(link_construct(self._ref, *[encode(arg) for arg in args]))


class Method:
    """A method of an object of the page's."""

    def __call__(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        if _at:
            _at(_place(sys._getframe(1)))
        if args:
            value = link_call(self._owner._ref, self._name, *[encode(arg) for arg in args])
        else:
            value = link_call(self._owner._ref, self._name)
        if type(value) is str and value[:1] == MARK:
            return args[0] if value[1] == Letter.argument else decode_marked(value, None, args)
        if MICROPYTHON and type(value) is JsProxy:
            return refer(value)
        return value

    def _function(self):
        return decode(link_get_function(self._owner._ref, self._name), self._owner)

    def __getattr__(self, name):
        if name[:1] == "_":
            raise AttributeError(name)
        return getattr(self._function(), name)

    def __eq__(self, other):
        return isinstance(other, Method) and self._name == other._name and self._owner == other._owner

    def __hash__(self):
        return hash((self._owner, self._name))

    def __repr__(self):
        return f"<method {self._name} of {_name_of(self._owner._ref)}>"


def _place(frame):
    return f"{frame.f_code.co_filename}, line {frame.f_lineno}"


if MICROPYTHON:

    async def _settled(remote):
        return decode(await link.settle(remote._ref))

else:

    async def _settled(remote):
        settled = link.settle(remote._ref)
        number = link.settling()
        try:
            value = await settled
        except BaseException:
            # No reference is made of what comes, whose end would let go of it.
            has_come = settled.done() and not settled.cancelled()
            link.forget(number, settled.result() if has_come else None)
            raise
        return decode(value)


def _extra(remote, name):
    """Return what interpreters add to objects of JavaScript's, or raise."""
    if name == "new" and _flags_of(remote._ref) & ShapeFlag.callable:
        return remote._construct
    extra = _EXTRAS.get(name)
    if extra is not None:
        return lambda *args, **kwargs: extra(remote, *args, **kwargs)
    if name == "typeof":
        return "function" if _flags_of(remote._ref) & ShapeFlag.callable else "object"
    raise AttributeError(f"{_name_of(remote._ref)} of the page has no attribute {name!r}")


def to_bytes(remote):
    """Return a copy of what is in a buffer, a typed array or a ``DataView`` of the page's."""
    data = link_bytes(remote._ref)
    if type(data) is str:
        return decode(data)
    if MICROPYTHON:
        from ._bytes import filled

        return bytes(filled(data))
    return data.to_bytes()


def to_py(remote, *, depth=-1, **options):
    """Return a copy as lists and dictionaries, all through."""
    if _flags_of(remote._ref) & ShapeFlag.bytes:
        return memoryview(bytearray(to_bytes(remote)))
    if _flags_of(remote._ref) & ShapeFlag.map:
        return {key: remote[key] for key in remote}
    if _flags_of(remote._ref) & ShapeFlag.set:
        return set(remote)
    return decode(link_copy(remote._ref, 100 if depth < 0 else depth))


_EXTRAS = {
    "to_py": to_py,
    "to_bytes": to_bytes,
    "to_memoryview": lambda remote: memoryview(to_bytes(remote)),
    "object_keys": lambda remote: list(root.Object.keys(remote)),
    "object_values": lambda remote: list(root.Object.values(remote)),
    "object_entries": lambda remote: [list(entry) for entry in root.Object.entries(remote)],
    "destroy": lambda remote: None,
}


def gather(target, *paths):
    """Return a list of what is found at each path, in one round trip.

    >>> gather(window, "innerWidth", "document.title")
    [1280, 'My page']
    """
    return decode(link_gather(target._ref, *paths))


def query(target, path):
    """Return what is found at a path, in one round trip.

    >>> query(window, "document.body.id")
    'top'
    """
    return gather(target, path)[0]


use(Remote, RemoteFunction, Method, after_calls)

#: The page's ``globalThis``.
root = refer(token(link.root))
