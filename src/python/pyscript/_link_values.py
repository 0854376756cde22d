"""Values on their way between Python in a worker and the page.

Scalars cross as they are, everything else as text that begins with a mark; ``python-values.ts`` has the
table.
"""

import json

from ._link_functions import functions, give
from ._link_operations import link
from ._platform import MICROPYTHON, JsProxy, binascii, interpreter_ffi, is_proxy
from ._protocol import MARK, Letter

_set = object.__setattr__
_new = object.__new__
# Pyodide's `null`.
_JS_NULL = getattr(interpreter_ffi, "jsnull", None)


def encode(value):
    """Return what stands for ``value`` on its way to JavaScript."""
    kind = type(value)
    if kind is str:
        if MICROPYTHON and "\0" in value:
            return MARK + Letter.json + json.dumps(value)
        return MARK + Letter.text + value if value[:1] == MARK else value
    if kind is int:
        return value if -0x20000000000000 < value < 0x20000000000000 else MARK + Letter.integer + str(value)
    if value is None or kind is bool or kind is float or value is _JS_NULL:
        return value
    if isinstance(value, Remote):
        return _outgoing(value._ref)
    if isinstance(value, Method):
        return encode(value._function())
    if kind is list or kind is tuple or kind is dict or kind is set or kind is frozenset:
        try:
            return MARK + Letter.json + json.dumps(_plain(value, 100))
        except _OfWorker:
            from .ffi import to_js

            return _local(to_js(value))
    if kind is bytes or kind is bytearray or kind is memoryview:
        return _local_bytes(value)
    return _encode_other(value)


def _encode_other(value):
    for base in (str, int, float, list, tuple, dict):
        if isinstance(value, base):
            # A store of MicroPython's is none that `dict` takes.
            return encode({key: value[key] for key in value} if base is dict else base(value))
    if is_proxy(value):
        return _local(value)
    element = getattr(value, "_dom_element", None)
    if isinstance(element, Remote):
        return encode(element)
    if callable(value):
        return MARK + Letter.python + str(give(value))
    raise TypeError(
        f"a {type(value).__name__} cannot be passed to the page: pass text, numbers, bytes, lists, dictionaries, "
        "functions or objects of the page"
    )


class _OfWorker(Exception):
    """JSON cannot carry it: there is something in it that is the worker's JavaScript's."""


def _local(value):
    """Return a value of the worker's JavaScript, the link being told what stands for Python's objects in
    it."""
    found = link.python_in(value)
    if found is not None:
        for index in range(found.parts.length):
            # Not returned by a function: Pyodide would wait for an awaitable.
            part = found.parts[index]
            if is_proxy(part) and hasattr(part, "unwrap"):  # Pyodide: of a proxy that Python has made itself
                part = part.unwrap()
            # Functions are called by way of their proxies, which the page may have already.
            if isinstance(part, (Remote, Method)) or not (callable(part) or is_proxy(part)):
                found.stand(index, encode(part))
    return value


def _plain(value, depth):
    """Return what JSON carries of ``value``.

    Raises:
        _OfWorker: it cannot.
    """
    if depth == 0:
        raise ValueError("what is passed to the page is nested too deep, or contains itself")
    kind = type(value)
    if kind is dict:
        return {str(key): _plain(item, depth - 1) for key, item in value.items()}
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        return [_plain(item, depth - 1) for item in value]
    if kind is float and value - value != 0:
        return MARK + Letter.number + str(value)
    if kind is bytes or kind is bytearray or kind is memoryview:
        return MARK + Letter.bytes + binascii.b2a_base64(bytes(value)).decode().strip()
    if isinstance(value, Remote):
        return MARK + Letter.object + str(_number_of(value._ref))
    item = encode(value)
    if item is None or type(item) in (str, int, float, bool):
        return item
    if item is _JS_NULL:
        return None
    raise _OfWorker


# A reference is a number on Pyodide, which says handle and shape. On MicroPython it is an object of
# JavaScript's with that number: when it is collected, the handle is let go of, as classes there have no
# `__del__`.
if MICROPYTHON:
    # Of text: MicroPython as published cuts numbers to 32 bits.
    token = link.token

    def _outgoing(ref):
        return ref

    def _number_of(ref):
        return ref.number

    def _local_bytes(value):
        from ._bytes import plain_bytes

        return plain_bytes(value)

else:

    def _outgoing(ref):
        return MARK + Letter.object + str(ref)

    def _number_of(ref):
        return ref

    def token(number):
        return int(number)

    def _local_bytes(value):
        return interpreter_ffi.to_js(bytes(value))


def decode(value, self=None, args=()):
    """Return what an answer of the link stands for; ``args`` are those of the call that it answers."""
    if type(value) is str:
        return decode_marked(value, self, args) if value[:1] == MARK else value
    if MICROPYTHON and type(value) is JsProxy:
        return refer(value)
    return value


def decode_marked(value, self=None, args=()):
    kind = value[1]
    if kind == Letter.object:
        return refer(token(value[2:]))
    if kind == Letter.callable:
        remote = _new(RemoteFunction)
        _set(remote, "_ref", token(value[2:]))
        _set(remote, "_self", self)
        return remote
    if kind == Letter.text:
        return value[2:]
    if kind == Letter.python:
        return functions[int(value[2:])][0]
    if kind == Letter.local:
        return link.local(int(value[2:]))
    if kind == Letter.json:
        return _decoded(json.loads(value[2:]))
    if kind == Letter.event:
        number, _, fields = value[2:].partition(" ")
        event = refer(token(number))
        for name, field in json.loads(fields).items():
            _set(event, name, decode(field))
        return event
    if kind == Letter.integer:
        return int(value[2:])
    if kind == Letter.number:
        return float(value[2:].replace("Infinity", "inf"))
    if kind == Letter.afterCalls:
        return decode(after_calls(int(value[2:])), self, args)
    if kind == Letter.iterate:
        from ._link_iterations import iterate

        return iterate(value[2:], args)
    if kind == Letter.thrown:
        return link.throw_error(int(value[2:]))
    if kind == Letter.raised:
        name, _, message = value[2:].partition(MARK)
        raise _exception(name)(message)
    if kind == Letter.interrupted:
        raise KeyboardInterrupt
    if kind == Letter.missing:
        raise AttributeError
    raise RuntimeError(
        f"the link does not know the mark {kind!r}: the files of py-elements that this page loads are of different "
        "versions; load all of them from one place"
    )


def _exception(name):
    import builtins

    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return known
    return type(name, (RuntimeError,), {})


def _decoded(value):
    """Decode all that is in a list or dictionary."""
    if type(value) is list:
        return [_decoded(item) for item in value]
    if type(value) is dict:
        return {key: _decoded(item) for key, item in value.items()}
    return decode(value)


def refer(ref):
    remote = _new(Remote)
    _set(remote, "_ref", ref)
    return remote


def encoded(result):
    """Encode the result of a function; the page has no use for one that cannot cross."""
    try:
        return encode(result)
    except TypeError:
        return None


def use(remote, function, method, calls):
    """Fill in what stands above this module: the classes of references, and the function that makes waiting
    calls."""
    global Remote, RemoteFunction, Method, after_calls
    Remote = remote
    RemoteFunction = function
    Method = method
    after_calls = calls


if MICROPYTHON:
    link.use_tokens()
