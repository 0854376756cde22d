"""The differences between the interpreters that `docs/reference/pyscript.md` lists."""

import sys

from expecting import raises
from pyscript import RUNNING_IN_WORKER, ffi, window

MICROPYTHON = sys.implementation.name == "micropython"


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


def test_an_attribute_that_javascript_does_not_have_is_an_attribute_error():
    try:
        window.missing_here or 0
        raise AssertionError("There is no such attribute.")
    except AttributeError:
        pass
    assert getattr(window, "missing_here", 0) == 0


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
    assert len(array) == 3
    assert len(window.Array.new()) == 0


def test_objects_as_keys():
    array, other = window.Array.new(), window.Array.new()
    if not MICROPYTHON and not RUNNING_IN_WORKER:
        assert "unhashable" in raises(TypeError, lambda: {array: "array"})
        assert {array.js_id: "array"}[array.js_id] == "array"
        return
    named = {array: "array", other: "other", window.Array: "class"}
    assert named[array] == "array" and named[other] == "other" and named[window.Array] == "class"
    assert array in {array} and window.Object not in {array}


def test_template_strings():
    from string.templatelib import Template

    # Text, since what reads these files need not know template strings.
    template = eval('t"Hello {name!r:>5}!"', {"name": "Ada"})
    assert isinstance(template, Template)
    assert template.strings == ("Hello ", "!") and template.values == ("Ada",)
    (name,) = template.interpolations
    assert (name.expression, name.conversion, name.format_spec) == ("name", "r", ">5")


def test_weak_references():
    import weakref

    class Thing:
        pass

    thing = Thing()
    assert weakref.ref(thing)() is thing


def test_names_of_encodings():
    assert "é".encode("utf-8") == b"\xc3\xa9" and b"a".decode("ascii") == "a"
    if MICROPYTHON:
        assert "UTF-8" in raises(LookupError, lambda: "é".encode("UTF-8"))
        assert "latin-1" in raises(LookupError, lambda: "é".encode("latin-1"))
    else:
        assert "é".encode("latin-1") == b"\xe9"


def test_slices_of_arrays():
    array = window.Array.of(1, 2, 3)
    assert list(array.slice(0, 2)) == [1, 2]
    if MICROPYTHON and not RUNNING_IN_WORKER:
        assert "'slice' object has no attribute 'toString'" in raises(AttributeError, lambda: array[0:2])
    else:
        assert list(array[0:2]) == [1, 2]


def test_deleting_properties():
    thing = ffi.to_js({"x": 1, "y": 2, "z": 3}) if not RUNNING_IN_WORKER else window.JSON.parse('{"x": 1, "y": 2, "z": 3}')

    def attribute():
        del thing.x

    def item():
        del thing["y"]

    if MICROPYTHON and not RUNNING_IN_WORKER:
        assert raises(AttributeError, attribute) == "'JsProxy' object has no attribute 'x'"
        assert "doesn't support item deletion" in raises(TypeError, item)
    else:
        attribute()
        assert not hasattr(thing, "x")
    assert window.Reflect.deleteProperty(thing, "z")
    assert not hasattr(thing, "z")


def test_copies_and_text_of_objects():
    thing = window.JSON.parse('{"x": [1]}')
    assert window.String(thing) == "[object Object]"
    if MICROPYTHON and not RUNNING_IN_WORKER:
        assert raises(AttributeError, lambda: thing.to_py()) == "'JsProxy' object has no attribute 'to_py'"
        assert str(thing).startswith("<JsProxy ")
    else:
        assert thing.to_py() == {"x": [1]}
        assert str(thing) == "[object Object]"


def test_lists_as_arguments():
    assert window.JSON.stringify(ffi.to_js([1, 2])) == "[1,2]"
    if MICROPYTHON and not RUNNING_IN_WORKER:
        message = raises(AttributeError, lambda: window.JSON.stringify([1, 2]))
        assert "'list' object has no attribute 'toJSON'" in message


def test_generators_as_arguments():
    def count():
        yield 1
        yield 2

    kind = window.eval("(value) => typeof value[Symbol.iterator] + typeof value.then")
    assert window.JSON.stringify(ffi.to_js(list(count()))) == "[1,2]"
    if RUNNING_IN_WORKER:
        assert "a generator cannot be passed to the page" in raises(TypeError, lambda: kind(count()))
    else:
        assert kind(count()) == ("undefinedfunction" if MICROPYTHON else "functionundefined")


def test_large_integers_as_arguments():
    kind = window.eval("(value) => typeof value + value")
    assert kind(ffi.to_js(2**60)) == "bigint1152921504606846976"
    assert kind(2**40) in ("number1099511627776", "bigint1099511627776")
    is_number = MICROPYTHON and not RUNNING_IN_WORKER
    assert kind(2**60) == ("number1152921504606847000" if is_number else "bigint1152921504606846976")


async def test_stores_as_json():
    import json

    from pyscript import storage

    store = await storage("as-json-" + sys.implementation.name + str(RUNNING_IN_WORKER))
    store["a"] = 1
    assert json.dumps(store.copy()) == '{"a": 1}'
    if not MICROPYTHON:
        assert json.dumps(store) == '{"a": 1}'


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
