"""Where the interpreters differ: what `docs/reference/pyscript.md` says of them."""

import sys

from pyscript import RUNNING_IN_WORKER, ffi, window

MICROPYTHON = sys.implementation.name == "micropython"


def raises(kind, function):
    try:
        function()
    except kind as error:
        return str(error)
    assert False, "nothing was raised"


def identity(value):
    """A function of JavaScript's that returns what JavaScript calls so."""
    return window.Function.new("return " + value)


def test_null_is_none():
    assert identity("null")() is None
    assert ffi.is_none(identity("null")())


def test_undefined_is_nothing():
    nothing = identity("undefined")()
    assert ffi.is_none(nothing)
    if not MICROPYTHON:
        assert nothing is None


def test_destroy_can_be_called():
    calls = []
    proxy = ffi.create_proxy(lambda *arguments: calls.append(arguments))
    window.Reflect.apply(proxy, None, window.Array.of(1))
    assert calls == [(1,)]
    proxy.destroy()
    again = ffi.create_proxy(lambda *arguments: calls.append(arguments))
    window.Reflect.apply(again, None, window.Array.of(2))
    assert calls == [(1,), (2,)]
    again.destroy()


def test_the_length_of_an_array():
    array = window.Array.of(1, 2, 3)
    assert array.length == 3
    assert list(array) == [1, 2, 3]
    if MICROPYTHON and not RUNNING_IN_WORKER:
        assert "len()" in raises(TypeError, lambda: len(array))
    else:
        assert len(array) == 3


def test_converters_of_dictionaries():
    made = ffi.to_js({"a": 1}, dict_converter=window.Object.fromEntries)
    assert made.a == 1


def test_causes():
    from pyscript import WebSocket

    try:
        WebSocket("no://scheme")
    except ValueError as error:
        if not MICROPYTHON:
            assert error.__cause__ is not None
    else:
        assert False


def test_modules_of_one_interpreter():
    for name in ("pyodide", "contextlib", "typing", "dataclasses"):
        if MICROPYTHON:
            assert name in raises(ImportError, lambda: __import__(name))
        else:
            assert __import__(name)
