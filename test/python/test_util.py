"""`util`: `NotSupported`, `as_bytearray`, `is_awaitable`."""

import asyncio

from expecting import raises
from pyscript import window
from pyscript.util import NotSupported, as_bytearray, is_awaitable


def test_not_supported_explains_itself():
    thing = NotSupported("pyscript.thing", "it needs a worker")
    expected = "it needs a worker"
    assert raises(AttributeError, getattr, thing, "anything") == expected
    assert raises(AttributeError, setattr, thing, "anything", 1) == expected
    assert raises(TypeError, thing) == expected
    assert raises(TypeError, thing, 1, 2) == expected
    assert raises(TypeError, lambda: thing["key"]) == expected
    assert raises(TypeError, lambda: list(thing)) == expected
    assert "pyscript.thing" in repr(thing) and "it needs a worker" in repr(thing)
    assert not hasattr(thing, "anything")


def test_as_bytearray_of_typed_arrays():
    assert as_bytearray(window.Uint8Array.of(0, 1, 200, 255)) == bytearray([0, 1, 200, 255])
    assert as_bytearray(window.Uint16Array.of(1, 258)) == bytearray([1, 0, 2, 1])
    assert as_bytearray(window.Uint8Array.new(0)) == bytearray()


def test_as_bytearray_of_parts():
    array = window.Uint8Array.of(0, 1, 2, 3)
    assert as_bytearray(array.subarray(1, 3)) == bytearray([1, 2])
    assert as_bytearray(window.DataView.new(array.buffer, 2)) == bytearray([2, 3])


def test_as_bytearray_of_buffers():
    buffer = window.Uint8Array.of(7, 8).buffer
    result = as_bytearray(buffer)
    assert isinstance(result, bytearray)
    assert result == bytearray([7, 8])


def test_as_bytearray_of_much():
    size = 100_000
    assert as_bytearray(window.Uint8Array.new(size).fill(131)) == bytearray(b"\x83" * size)


def test_as_bytearray_of_python_values():
    assert as_bytearray(b"ab") == bytearray(b"ab")
    raises(TypeError, as_bytearray, "text")
    raises(TypeError, as_bytearray, window.Object.new())


async def test_is_awaitable():
    async def coroutine():
        return 1

    made = coroutine()
    assert is_awaitable(made)
    await made
    assert is_awaitable(window.Promise.resolve(1))
    task = asyncio.create_task(coroutine())
    assert is_awaitable(task)
    await task


def test_async_functions_are_awaitable():
    async def coroutine():
        return 1

    def making():
        async def closure():
            return coroutine

        return closure

    class Thing:
        async def method(self):
            return self

    for function in (coroutine, making(), Thing().method, Thing.method):
        assert is_awaitable(function), function


def test_is_not_awaitable():
    class Thing:
        def method(self):
            pass

        def __repr__(self):
            return "<generator>"

    for value in (1, None, "x", [], lambda: 1, Thing(), Thing, Thing().method, print, window, window.Object.new()):
        assert not is_awaitable(value), value
