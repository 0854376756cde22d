"""Python files whose functions JavaScript calls: Python's half of ``runtime/bridge/python.ts``.

A file is executed once, under a module name of its own, and its public callables are offered. What crosses does so by
value (``runtime/values.ts``). Nothing is raised across the border: failures are returned, as what a hook makes of them.
"""

import json
import sys
from array import array

from . import _runner
from ._context import Coroutine, bind, enter, leave
from ._runner import _own, describe, keep

MICROPYTHON = sys.implementation.name == "micropython"
#: Whether JavaScript destroys proxies by hand.
destroys = not MICROPYTHON
#: Whether JSON loses the order of keys.
unordered = MICROPYTHON

_hooks = None
# By the number of a module: what it offers, by name.
_offered = {}
# MicroPython tells coroutines from generators no other way: by module, the functions that make generators.
_generating = {}
# By number: what JavaScript iterates over.
_streams = {}
_count = 0


def setup(hooks):
    """Take JavaScript's hooks, by attribute."""
    global _hooks
    _hooks = hooks


def _fail(error):
    """Return what JavaScript throws where it called."""
    return keep(_hooks.raised(*describe(error)))


# Loading.


def load(number, url, name, source, shared, run):
    """Execute ``source``; return the names that it offers, separated by spaces, with a star those of generators.

    Args:
        number: what JavaScript calls the module by.
        url: what tracebacks call the file.
        name: the module's name, as in ``import name``.
        shared: whether it runs in the main namespace, together with scripts; else in one of its own.
        run: the run that the module's code belongs to.
    """
    before = enter(run)
    try:
        namespace = _namespace(name, url, shared)
        known = dict(namespace)
        _own.execute(source, url, namespace)
        names = _public(namespace, known, source)
        # Only what uses the page has to know in whose name.
        carried = "pyscript" in source
        _offered[number] = {name: bind(namespace[name], run) if carried else namespace[name] for name in names}
        _generating[number] = _generators(source) if MICROPYTHON else ()
        return keep(" ".join(name + "*" * _streams_from(number, name, namespace[name]) for name in names))
    except BaseException as error:
        return _fail(error)
    finally:
        leave(before)


def unload(number):
    """Let go of a module's functions."""
    _offered.pop(number, None)
    _generating.pop(number, None)


def _namespace(name, url, shared):
    if shared:
        # Importing it by its name gives what it shares with all others.
        if not _is_taken(name):
            import __main__

            sys.modules[name] = __main__
        return _runner.main
    if MICROPYTHON:
        namespace = {"__name__": name, "__file__": url}
        module = _Module(namespace)
    else:
        from types import ModuleType

        module = ModuleType(name)
        module.__file__ = url
        namespace = module.__dict__
    if not _is_taken(name):
        sys.modules[name] = module
    else:
        # Some libraries look for a class's module by the name it has.
        namespace["__name__"] = f"{name}_{len(sys.modules)}"
        sys.modules[namespace["__name__"]] = module
    return namespace


class _Module:
    """What ``import`` finds on MicroPython, which makes no modules of dictionaries."""

    def __init__(self, namespace):
        self.__dict = namespace

    def __getattr__(self, name):
        try:
            return self.__dict[name]
        except KeyError:
            raise AttributeError(name)


def _is_taken(name):
    """Tell whether ``import name`` finds something else."""
    if name in sys.modules or not name:
        return True
    try:
        if MICROPYTHON:
            __import__(name)
            return True
        from importlib.util import find_spec

        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _public(namespace, known, source):
    declared = namespace.get("__all__")
    if declared is not None and declared is not known.get("__all__"):
        return [name for name in declared if callable(namespace.get(name))]
    lines = source.split("\n")
    # MicroPython's namespaces have no order.
    names = [name for name in map(_defined, lines) if name in namespace]
    imported = _imported(lines) - set(names)
    names += [name for name in namespace if name not in imported]
    found = []
    for name in names:
        value = namespace[name]
        if not name.startswith("_") and callable(value) and known.get(name) is not value and name not in found:
            found.append(name)
    return found


def _imported(lines):
    """Return the names that a source takes from other modules."""
    names = set()
    statement = ""
    for line in lines:
        if statement or line.lstrip().startswith("from "):
            statement += line.split("#")[0].strip(" \t\r\\") + " "
            if "(" in statement and ")" not in statement or line.rstrip().endswith("\\"):
                continue
            _, found, taken = statement.partition(" import ")
            if found:
                for part in taken.strip("() ").split(","):
                    names.add(part.strip().split(" ")[-1])
            statement = ""
    return names


def _defined(line):
    """Return the name that a line defines at top level, "" when none."""
    for start in ("async def ", "def ", "class "):
        if line.startswith(start):
            line = line[len(start) :]
            break
    end = 0
    while end < len(line) and (line[end].isalpha() or line[end].isdigit() or line[end] == "_"):
        end += 1
    return line[:end]


def _generators(source):
    """Return the names of functions that return generators, as far as the text tells."""
    found = set()
    name = ""
    for line in source.split("\n"):
        if line[:1] not in " \t\r#)":
            name = _defined(line) if line.startswith("def ") else ""
        elif name and ("yield" in line or "return" in line and " for " in line and "[" not in line):
            found.add(name)
    return found


def _streams_from(number, name, function):
    if MICROPYTHON:
        return name in _generating[number]
    from inspect import isasyncgenfunction, isgeneratorfunction

    return isgeneratorfunction(function) or isasyncgenfunction(function)


# Calls with plain values, the fast way: JavaScript calls what `caller` returns, without anything in between.

if MICROPYTHON:

    def _callers():
        # What was returned last is held: garbage is collected before it is handed over.
        held = None

        def none(function):
            def call():
                nonlocal held
                try:
                    held = function()
                    return held
                except BaseException as error:
                    held = _fail(error)
                    return held

            return call

        def one(function):
            def call(a):
                nonlocal held
                try:
                    held = function(a)
                    return held
                except BaseException as error:
                    held = _fail(error)
                    return held

            return call

        def two(function):
            def call(a, b):
                nonlocal held
                try:
                    held = function(a, b)
                    return held
                except BaseException as error:
                    held = _fail(error)
                    return held

            return call

        def three(function):
            def call(a, b, c):
                nonlocal held
                try:
                    held = function(a, b, c)
                    return held
                except BaseException as error:
                    held = _fail(error)
                    return held

            return call

        def more(function):
            def call(*args):
                nonlocal held
                try:
                    held = function(*args)
                    return held
                except BaseException as error:
                    held = _fail(error)
                    return held

            return call

        def take():
            nonlocal held
            value = held
            held = None
            return value

        return (none, one, two, three, more), take

    _by_count, _take = _callers()
    # Callers raise nothing.
    failed = None

    def caller(number, name, count):
        """Return what calls a function with so many arguments, None where there is no short way."""
        return keep(_by_count[min(count, 4)](_offered[number][name]))

    def returned(value, number, name):
        """Convert what a caller returned last: JavaScript may have got less than that."""
        return _converted(_take(), number, name)

else:

    def caller(number, name, count):
        """Return what calls a function with so many arguments: the function itself.

        None for an ``async`` function: Pyodide would start by itself what it returns.
        """
        from inspect import iscoroutinefunction

        function = _offered[number][name]
        return None if iscoroutinefunction(function) else function

    def returned(value, number, name):
        """Convert what a caller returned last."""
        return _converted(value, number, name)

    def failed():
        """Describe what the function raised that was called last."""
        return _fail(sys.last_exc)


# Calls with any values.


def call(number, name, text, repairs, extras):
    """Call a function.

    Args:
        text: the arguments as JSON: a list, or a list and an object of keyword arguments.
        repairs: what JSON does not carry, as JSON: see ``runtime/bridge/arguments.ts``. "" for none.
        extras: JavaScript's array of what repairs put in.
    """
    try:
        given = json.loads(text)
        if repairs:
            _repair(given, json.loads(repairs), extras)
        args, kwargs = given
        result = _offered[number][name](*args, **kwargs)
    except BaseException as error:
        return _fail(error)
    return _converted(result, number, name)


def _repair(root, repairs, extras):
    for kind, path, index in repairs:
        holder = root
        for key in path[:-1]:
            holder = holder[key]
        key = path[-1]
        if kind == "dict":
            holder[key] = _dict(holder[key])
        elif kind == "set":
            holder[key] = set(holder[key])
        elif kind == "map":
            holder[key] = dict(holder[key])
        elif kind == "int":
            holder[key] = int(extras[index])
        elif kind == "float":
            holder[key] = float(extras[index])
        elif kind == "bytes":
            holder[key] = _bytes(extras[index])
        elif kind == "array":
            holder[key] = _array(extras[index])
        elif kind == "date":
            holder[key] = _date(extras[index])
        else:
            holder[key] = extras[index]


if MICROPYTHON:
    import uctypes

    def _empty():
        """Return a dictionary that keeps its order: of type ``dict``, with the mark that an ``OrderedDict`` has."""
        empty = {}
        uctypes.bytearray_at(id(empty), 8)[4] |= 4
        return empty

    def _keeps_order():
        probe = _empty()
        for key in "status", "code", "b", "a":
            probe[key] = 1
        return type(probe) is dict and list(probe) == ["status", "code", "b", "a"]

    if not _keeps_order():
        from collections import OrderedDict as _empty

    def _dict(items):
        result = _empty()
        for index in range(0, len(items), 2):
            result[items[index]] = items[index + 1]
        return result

    def _bytes(buffer):
        value = bytes(buffer.byteLength)
        if value:
            # Nobody else has it yet.
            _runner._hooks.fill(uctypes.addressof(value), buffer)
        return value

    def _array(buffer):
        value = array(_CODES[buffer.constructor.name], bytes(buffer.byteLength))
        if len(value):
            _runner._hooks.fill(uctypes.addressof(value), buffer)
        return value

else:

    def _bytes(buffer):
        return buffer.to_bytes()

    def _array(buffer):
        value = array(_CODES[buffer.constructor.name])
        value.frombytes(buffer.to_bytes())
        return value


_CODES = {
    "Int8Array": "b",
    "Int16Array": "h",
    "Uint16Array": "H",
    "Int32Array": "i",
    "Uint32Array": "I",
    "BigInt64Array": "q",
    "BigUint64Array": "Q",
    "Float32Array": "f",
    "Float64Array": "d",
}
# MicroPython's arrays do not have their type code as an attribute; their text has.
_NAMES = {code: name for name, code in _CODES.items()}
_NAMES["l"] = "Int32Array"
_NAMES["L"] = "Uint32Array"
_NAMES["B"] = "Uint8Array"


def _date(milliseconds):
    from datetime import datetime, timezone

    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)


# Results.


def _converted(value, number, name):
    """Make what JavaScript is to get of ``value``: plain data, a promise, or a stream."""
    try:
        if value is None or isinstance(value, (bool, str, float)):
            return keep(value)
        if _is_awaitable(value, number, name):
            later = _hooks.deferred()
            _own.start(_settle(value, later), _runner.current())
            return keep(later.promise)
        if hasattr(value, "__next__") or hasattr(value, "__anext__"):
            return keep(_hooks.stream(_opened(value)))
        return keep(value if _is_js(value) else _plain(value))
    except BaseException as error:
        return _fail(error)


def _plain(value):
    if isinstance(value, array):
        return _hooks.typed(_own.plain_bytes(bytes(value), _runner._hooks), _NAMES[str(value)[7]])
    if hasattr(value, "tolist"):  # numpy's arrays and numbers
        value = value.tolist()
    result = _own.json_text(value)
    return _runner._plain(value, "value", ()) if result is None else _runner._hooks.parse(result)


if MICROPYTHON:
    import jsffi

    def _is_js(value):
        return isinstance(value, jsffi.JsProxy)

    def _is_awaitable(value, number, name):
        return type(value) is Coroutine and name not in _generating.get(number, ()) or hasattr(value, "__await__")

else:
    from pyodide.ffi import JsProxy

    def _is_js(value):
        return isinstance(value, JsProxy)

    def _is_awaitable(value, number, name):
        return type(value) is Coroutine or hasattr(value, "__await__") and not isinstance(value, JsProxy)


async def _settle(awaitable, later):
    try:
        value = await awaitable
        if not (value is None or _is_js(value)):
            value = _plain(value)
    except BaseException as error:
        later.reject(*describe(error))
    else:
        later.resolve(keep(value))


# Streams: generators, and what else can be iterated over once.


def _opened(iterator):
    global _count
    _count += 1
    _streams[_count] = iterator
    return _count


def advance(number):
    """Return the next value of a stream, or the hook's mark for its end; a promise of either when it is asynchronous."""
    try:
        iterator = _streams[number]
        if hasattr(iterator, "__anext__"):
            later = _hooks.deferred()
            _own.start(_advance(number, iterator, later), _runner.current())
            return keep(later.promise)
        try:
            value = next(iterator)
        except StopIteration:
            _streams.pop(number, None)
            return keep(_hooks.end)
        return keep(_hooks.null if value is None else value if _is_js(value) else _plain(value))
    except BaseException as error:
        _streams.pop(number, None)
        return _fail(error)


async def _advance(number, iterator, later):
    try:
        value = await iterator.__anext__()
        value = _hooks.null if value is None else value if _is_js(value) else _plain(value)
    except StopAsyncIteration:
        _streams.pop(number, None)
        later.resolve(_hooks.end)
    except BaseException as error:
        _streams.pop(number, None)
        later.reject(*describe(error))
    else:
        later.resolve(keep(value))


def close(number):
    """End a stream before its end; return a promise when that takes time."""
    iterator = _streams.pop(number, None)
    end = getattr(iterator, "aclose", None) or getattr(iterator, "close", None)
    try:
        result = end() if end else None
        if result is not None and _is_awaitable(result, 0, ""):
            later = _hooks.deferred()
            _own.start(_settle(result, later), _runner.current())
            return keep(later.promise)
    except BaseException as error:
        return _fail(error)
