"""Objects of the page, in a worker: what Python holds of them, and how it reaches them.

What crosses to JavaScript are scalars, and text that begins with a mark for everything else; ``python-values.ts`` has the
table. Each operation is one call of ``_pyscript_host.link``, which gives what the page answered.
"""

import json
import sys

import _pyscript_host as _js_host

from ._context import Coroutine, current, enter, leave, life

_link = _js_host.link
MICROPYTHON = sys.implementation.name == "micropython"
# DATA LINK ESCAPE. Not NUL: MicroPython ends text there.
_MARK = "\x10"
# Begins an answer that comes before what is waited for.
_EARLY = _MARK + "w"
_set = object.__setattr__
_new = object.__new__

# As `ShapeFlag` of the protocol.
_CALLABLE = 1
_LIST = 2
_ITERABLE = 4
_THENABLE = 8
_MAP = 16
_BYTES = 32
_SET = 64
_ERROR = 256
# How many items of what is iterated are fetched at once.
_PIECE = 256


if MICROPYTHON:
    import jsffi as _ffi
else:
    import pyodide.ffi as _ffi

_JsProxy = _ffi.JsProxy
# Pyodide's `null`.
_ffi_null = getattr(_ffi, "jsnull", None)

if _link.suspends:
    from ._runner import run_sync as _wait

    # What is not known at once comes as a promise; what is, is text, or a boolean, or nothing.
    def _waiting(function):
        def call(*args):
            answer = function(*args)
            return answer if answer is None or type(answer) is str or type(answer) is bool else _wait(answer)

        return call

else:

    def _waiting(function):
        return function


_get = _waiting(_link.get)
_put = _waiting(_link.set)
_link_get_function = _waiting(_link.get_function)
_call = _waiting(_link.call)
_apply = _waiting(_link.apply)
_construct = _waiting(_link.construct)
_host = _waiting(_link.host)
_host_wait = _waiting(_link.host_wait)
_host_tell = _waiting(_link.host_tell)
_resume = _waiting(_link.resume)
_has = _waiting(_link.has)
_item = _waiting(_link.item)
_set_item = _waiting(_link.set_item)
_remove_item = _waiting(_link.remove_item)
_remove = _waiting(_link.remove)
_names = _waiting(_link.names)
_items = _waiting(_link.items)
_iterator = _waiting(_link.iterator)
_next = _waiting(_link.next)
_length = _waiting(_link.length)
_bytes = _waiting(_link.bytes)
_string = _waiting(_link.string)
_copy = _waiting(_link.copy)
_same = _waiting(_link.same)
_gather = _waiting(_link.gather)
_release = _link.release
_at = _link.at if _link.pipelined and hasattr(sys, "_getframe") else None
_flags_of = _link.flags
_name_of = _link.class_name
_is_method = _link.is_method


# Values.


def encode(value):
    """Return what stands for ``value`` on its way to JavaScript."""
    kind = type(value)
    if kind is str:
        if MICROPYTHON and "\0" in value:
            return _MARK + "j" + json.dumps(value)
        return _MARK + "s" + value if value[:1] == _MARK else value
    if kind is int:
        return value if -0x20000000000000 < value < 0x20000000000000 else _MARK + "n" + str(value)
    if value is None or kind is bool or kind is float or value is _ffi_null:
        return value
    if isinstance(value, Remote):
        return _outgoing(value._ref)
    if isinstance(value, Method):
        return encode(value._function())
    if kind is list or kind is tuple or kind is dict or kind is set or kind is frozenset:
        try:
            return _MARK + "j" + json.dumps(_plain(value, 100))
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
    if _is_js(value):
        return _local(value)
    element = getattr(value, "_dom_element", None)
    if isinstance(element, Remote):
        return encode(element)
    if callable(value):
        return _MARK + "f" + str(_give(value))
    raise TypeError(
        f"a {type(value).__name__} cannot be passed to the page: pass text, numbers, bytes, lists, dictionaries, "
        "functions or objects of the page"
    )


class _OfWorker(Exception):
    """JSON cannot carry it: there is something in it that is the worker's JavaScript's."""


def _local(value):
    """Return a value of the worker's JavaScript, the link being told what stands for Python's objects in it."""
    found = _link.python_in(value)
    if found is not None:
        for index in range(found.parts.length):
            part = found.parts[index]  # not returned by a function: Pyodide would wait for what can be awaited
            if _is_js(part) and hasattr(part, "unwrap"):  # Pyodide: of a proxy that Python has made itself
                part = part.unwrap()
            # Functions are called by way of their proxies, which the page may have already.
            if isinstance(part, (Remote, Method)) or not (callable(part) or _is_js(part)):
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
        return _MARK + "d" + str(value)
    if kind is bytes or kind is bytearray or kind is memoryview:
        from ._host import binascii

        return _MARK + "b" + binascii.b2a_base64(bytes(value)).decode().strip()
    if isinstance(value, Remote):
        return _MARK + "h" + str(_number_of(value._ref))
    encoded = encode(value)
    if encoded is None or type(encoded) in (str, int, float, bool):
        return encoded
    if encoded is _ffi_null:
        return None
    raise _OfWorker


# A reference is a number on Pyodide, which says handle and shape. On MicroPython it is an object of JavaScript's with that
# number: when it is collected, the handle is let go of, as classes there have no `__del__`.
if MICROPYTHON:
    _token = _link.token

    def _outgoing(ref):
        return ref

    def _number_of(ref):
        return ref.number

    def _local_bytes(value):
        from ._runner import _hooks, _own

        return _own.plain_bytes(value, _hooks)

else:

    def _outgoing(ref):
        return _MARK + "h" + str(ref)

    def _number_of(ref):
        return ref

    def _token(number):
        return number

    def _local_bytes(value):
        return _ffi.to_js(bytes(value))


def _is_js(value):
    return isinstance(value, _JsProxy)


def decode(value, self=None, args=()):
    """Return what an answer of the link stands for; ``args`` are those of the call that it answers."""
    if type(value) is str:
        return _decode(value, self, args) if value[:1] == _MARK else value
    if MICROPYTHON and type(value) is _JsProxy:
        return _refer(value)
    return value


def _decode(value, self=None, args=()):
    kind = value[1]
    if kind == "h":
        return _refer(_token(int(value[2:])))
    if kind == "c":
        remote = _new(RemoteFunction)
        _set(remote, "_ref", _token(int(value[2:])))
        _set(remote, "_self", self)
        return remote
    if kind == "s":
        return value[2:]
    if kind == "f":
        return _functions[int(value[2:])][0]
    if kind == "l":
        return _link.local(int(value[2:]))
    if kind == "j":
        return _decoded(json.loads(value[2:]))
    if kind == "v":
        number, _, fields = value[2:].partition(" ")
        event = _refer(_token(int(number)))
        for name, field in json.loads(fields).items():
            _set(event, name, decode(field))
        return event
    if kind == "n":
        return int(value[2:])
    if kind == "d":
        return float(value[2:].replace("Infinity", "inf"))
    if kind == "r":
        return decode(_after_calls(int(value[2:])), self, args)
    if kind == "i":
        from ._iterations import iterate

        return iterate(value[2:], args)
    if kind == "e":
        return _link.throw_error(int(value[2:]))
    if kind == "p":
        name, _, message = value[2:].partition(_MARK)
        raise _exception(name)(message)
    if kind == "k":
        raise KeyboardInterrupt
    raise AttributeError


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


def _refer(ref):
    remote = _new(Remote)
    _set(remote, "_ref", ref)
    return remote


# Python's functions that the page has been given.

_functions = {}
_numbers = {}
_last = 0


def _give(function):
    """Return the number of ``function``, which the page is given once more."""
    global _last
    try:
        number = _numbers.get(function)
    except TypeError:  # it cannot be hashed
        number = None
    if number is None or _functions[number][1] != current():
        _last += 1
        number = _last
        _functions[number] = [function, current(), 0, life(current())]
        try:
            _numbers[function] = number
        except TypeError:
            pass
    _functions[number][2] += 1
    return number


def adopt(proxy, function):
    """Have the page call ``function`` when it calls ``proxy``, which is the worker's."""
    _link.adopt(proxy, _give(function))


def _let_go(number, count):
    entry = _functions.get(number)
    if entry is None:
        return
    entry[2] -= count
    if entry[2] <= 0:
        del _functions[number]
        try:
            if _numbers.get(entry[0]) == number:
                del _numbers[entry[0]]
        except TypeError:
            pass


if MICROPYTHON:
    _link.use_tokens()


def _dispatch(number, *args):
    """Call a function for the page."""
    entry = _functions.get(number)
    if entry is None or entry[3].ended:
        return None
    function, run = entry[:2]
    before = enter(run)
    try:
        result = function(*[decode(arg) for arg in args])
        if type(result) is Coroutine:
            from ._runner import returned

            return returned(_later(result), run)
        return _encoded(result)
    finally:
        leave(before)


def _after_calls(answer):
    """Make the calls that came with an answer, as the page made them before it answered; return the answer itself."""
    value = _link.value_of
    while True:
        number = _link.next_call(answer)
        if not number:
            return value(answer)
        args = [decode(_link.argument(answer, index)) for index in range(_link.argument_count(answer))]
        _call_back(_link.take_call(answer), number, args)


def _call_back(id, number, args):
    from ._runner import _own, owe, quits

    entry = _functions.get(number)
    if entry is None or entry[3].ended:
        return _link.returned(id, None)
    function, run = entry[:2]
    before = enter(run)
    try:
        result = function(*args)
        if type(result) is Coroutine:
            removed = "AbortError", "The script was removed from the page.", "", "", 0
            _own.start(_called_back(result, id, owe(run, lambda: _link.raised(id, *removed))), run)
        else:
            _link.returned(id, _encoded(result))
    except BaseException as error:
        _raised(id, error)
        if not isinstance(error, Exception) and not quits(error):
            raise
    finally:
        leave(before)


async def _called_back(coroutine, id, number):
    from ._runner import pay

    try:
        result = _encoded(await coroutine)
        if pay(number):
            _link.returned(id, result)
    except BaseException as error:
        if pay(number):
            _raised(id, error)


def _raised(id, error):
    from ._runner import describe, quits

    if quits(error):
        _link.returned(id, None)
    else:
        _link.raised(id, *describe(error))


async def _later(coroutine):
    return _encoded(await coroutine)


def _encoded(result):
    """Encode what a function has returned; what cannot be, the page has no use for."""
    try:
        return encode(result)
    except TypeError:
        return None


_link.on_call(_dispatch, _let_go)


def host_call(name, *args):
    """Call a function of the page's host."""
    value = _host(name, *[encode(arg) for arg in args])
    return decode(value)


def host_tell(name, *args):
    """Call a function of the page's host whose result is of no use, in its turn, but without waiting for it."""
    _host_tell(name, *[encode(arg) for arg in args])


def host_wait(name, *args):
    """Call a function of the page's host; where it returns a promise, wait until it settles.

    What the page calls meanwhile is done meanwhile where it is the page's own code that is waited for.

    Raises:
        KeyboardInterrupt: the wait was interrupted.
    """
    answer = _host_wait(name, *[encode(arg) for arg in args])
    while type(answer) is str and answer[:2] == _EARLY:
        wait, calls = [int(number) for number in answer[2:].split(" ")]
        try:
            _after_calls(calls)
            answer = _resume(wait)
        except BaseException:
            _link.abandon(wait, calls)
            raise
    return decode(answer)


def _sleep(seconds, original):
    """Sleep as the page counts, since MicroPython's own clock keeps the processor busy; that is better for an instant only."""
    if seconds > 0.02:
        host_wait("sleep", seconds)
    else:
        original(seconds)


if MICROPYTHON and _js_host.sync_mode == "service-worker":
    from ._runner import _own as _interpreter

    _interpreter.replace_sleep(_sleep)


# What Python holds.


class Remote:
    """An object of the page's, held by a worker.

    It has the attributes and items of the object. Two are equal when they are the same object.

    >>> from pyscript import document
    >>> document.body == document.body
    True
    """

    def __getattr__(self, name):
        ref = self._ref
        value = _get(ref, name)
        if type(value) is str and value[:1] == _MARK:
            kind = value[1]
            if kind == "o":
                method = _new(Method)
                method._owner = self
                method._name = name
                return method
            if kind == "m":
                return _extra(self, name)
            return _decode(value, self)
        if MICROPYTHON and type(value) is _JsProxy:
            return _refer(value)
        return value

    def __setattr__(self, name, value):
        if type(value) is not str or value[:1] == _MARK or MICROPYTHON and "\0" in value:
            value = encode(value)
        if _at:
            _at(_place(sys._getframe(1)))
        answer = _put(self._ref, name, value)
        if answer is not None:
            decode(answer)

    def __delattr__(self, name):
        if not decode(_remove(self._ref, name)):
            raise AttributeError(name)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self[index] for index in range(*key.indices(len(self)))]
        value = _item(self._ref, encode(key))
        if type(value) is str and value[:1] == _MARK:
            if value[1] == "m":
                raise (IndexError if type(key) is int else KeyError)(key)
            return _decode(value, self)
        return decode(value)

    def __setitem__(self, key, value):
        decode(_set_item(self._ref, encode(key), encode(value)))

    def __delitem__(self, key):
        if not decode(_remove_item(self._ref, encode(key))):
            raise KeyError(key)

    def __contains__(self, key):
        return decode(_has(self._ref, encode(key)))

    def __len__(self):
        length = decode(_length(self._ref))
        if type(length) is not int:
            raise TypeError(f"{_name_of(self._ref)} has no length")
        return length

    def __bool__(self):
        if not _flags_of(self._ref) & (_LIST | _MAP | _SET) or _is_method(self._ref, "addEventListener"):
            return True
        return len(self) > 0

    def __iter__(self):
        flags = _flags_of(self._ref)
        if MICROPYTHON and flags & _THENABLE:
            return _settled(self)  # what `await` asks for there
        if not flags & (_ITERABLE | _LIST | _MAP | _SET):
            raise TypeError(f"{_name_of(self._ref)} cannot be iterated")
        if flags & (_LIST | _MAP | _SET):
            return self._iterate_items()
        return self._iterate()

    def _iterate_items(self):
        start = 0
        while True:
            piece = decode(_items(self._ref, start, _PIECE))
            for item in piece:
                yield item
            if len(piece) < _PIECE:
                return
            start += _PIECE

    def _iterate(self):
        iterator = decode(_iterator(self._ref))
        while True:
            piece = decode(_next(iterator._ref, 1))
            if not piece:
                return
            yield piece[0]

    def __eq__(self, other):
        return isinstance(other, Remote) and decode(_same(self._ref, other._ref))

    def __hash__(self):
        return _link.handle(self._ref)

    def __dir__(self):
        return json.loads(decode(_names(self._ref)))

    def _plain_copy(self):
        """Return a copy as plain data; a reference where it is none."""
        return to_bytes(self) if _flags_of(self._ref) & _BYTES else decode(_copy(self._ref, 100))

    def __str__(self):
        return decode(_string(self._ref))

    def __repr__(self):
        return decode(_string(self._ref))

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
        value = _apply(self._ref, None if owner is None else owner._ref, *[encode(arg) for arg in args])
        return decode(value, None, args)

    def _construct(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        return decode(_construct(self._ref, *[encode(arg) for arg in args]))


class Method:
    """A method of an object of the page's."""

    def __call__(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        if _at:
            _at(_place(sys._getframe(1)))
        if args:
            value = _call(self._owner._ref, self._name, *[encode(arg) for arg in args])
        else:
            value = _call(self._owner._ref, self._name)
        if type(value) is str and value[:1] == _MARK:
            return args[0] if value[1] == "a" else _decode(value, None, args)
        if MICROPYTHON and type(value) is _JsProxy:
            return _refer(value)
        return value

    def _function(self):
        return decode(_link_get_function(self._owner._ref, self._name), self._owner)

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


async def _settled(remote):
    value = await _link.settle(remote._ref)
    return decode(value)


def _extra(remote, name):
    """Return what interpreters add to objects of JavaScript's, or raise."""
    if name == "new" and _flags_of(remote._ref) & _CALLABLE:
        return remote._construct
    extra = _EXTRAS.get(name)
    if extra is not None:
        return lambda *args, **kwargs: extra(remote, *args, **kwargs)
    if name == "typeof":
        return "function" if _flags_of(remote._ref) & _CALLABLE else "object"
    raise AttributeError(f"{_name_of(remote._ref)} of the page has no attribute {name!r}")


def to_bytes(remote):
    """Return a copy of what is in a buffer, a typed array or a ``DataView`` of the page's."""
    data = _bytes(remote._ref)
    if type(data) is str:
        return decode(data)
    if MICROPYTHON:
        from ._runner import _hooks, _own

        return bytes(_own.filled(data, _hooks))
    return data.to_bytes()


def to_py(remote, *, depth=-1, **options):
    """Return a copy as lists and dictionaries, all through."""
    if _flags_of(remote._ref) & _BYTES:
        return memoryview(bytearray(to_bytes(remote)))
    if _flags_of(remote._ref) & _MAP:
        return {key: remote[key] for key in remote}
    if _flags_of(remote._ref) & _SET:
        return set(remote)
    return decode(_copy(remote._ref, 100 if depth < 0 else depth))


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
    return decode(_gather(target._ref, *paths))


def query(target, path):
    """Return what is found at a path, in one round trip.

    >>> query(window, "document.body.id")
    'top'
    """
    return gather(target, path)[0]


#: The page's ``globalThis``.
root = _refer(_token(_link.root))
