"""`ffi`: `create_proxy`, `to_js`, `is_none`, `assign`."""

import asyncio
import sys

from pyscript import current_target, display, document, window
from pyscript.ffi import assign, create_proxy, is_none, jsnull, to_js

MICROPYTHON = sys.implementation.name == "micropython"


def output():
    return document.getElementById(current_target())


def test_create_proxy_is_called_by_javascript():
    heard = []
    button = document.createElement("button")
    callback = create_proxy(lambda event: heard.append(event.type))
    button.addEventListener("click", callback)
    button.click()
    button.click()
    assert heard == ["click", "click"]
    button.removeEventListener("click", callback)
    button.click()
    assert len(heard) == 2


def test_create_proxy_returns_values_to_javascript():
    doubled = window.Array.of(1, 2, 3).map(create_proxy(lambda item, *rest: item * 2))
    assert list(doubled) == [2, 4, 6]


async def test_callbacks_keep_their_target():
    called = asyncio.Event()

    def later():
        display("later")
        called.set()

    window.setTimeout(create_proxy(later), 1)
    await called.wait()
    assert output().textContent == "later"


async def test_async_callbacks_run():
    called = asyncio.Event()
    button = document.createElement("button")

    async def on_click(event):
        await asyncio.sleep(0)
        display(event.type)
        called.set()

    button.addEventListener("click", create_proxy(on_click))
    button.click()
    await called.wait()
    assert output().textContent == "click"


async def test_async_callbacks_give_promises():
    async def later(value):
        await asyncio.sleep(0)
        return value + 1

    assert await window.Promise.resolve(41).then(create_proxy(later)) == 42


def test_exceptions_go_through_javascript_to_python():
    def fails(item, *rest):
        raise KeyError("from the callback")

    try:
        window.Array.of(1).forEach(create_proxy(fails))
    except KeyError as error:
        assert "from the callback" in str(error)
    else:
        assert False


def test_create_proxy_of_javascript_values():
    element = document.createElement("p")
    assert create_proxy(element) == element


def test_to_js_makes_object_literals():
    made = to_js({"a": 1, "b": {"c": [1, 2]}})
    assert window.JSON.stringify(made) == '{"a":1,"b":{"c":[1,2]}}'
    assert made.b.c[1] == 2


def test_keys_that_are_no_text():
    def text(value):
        return window.JSON.stringify(to_js(value))

    assert text({0: "a", 3: {2: "c"}, 40: "d"}) == '{"0":"a","3":{"2":"c"},"40":"d"}'
    assert text({-1: "e"}) == '{"-1":"e"}'
    assert text({1.5: [{1: 2}]}) == '{"1.5":[{"1":2}]}'
    assert text({2.0: 1}) == '{"2":1}'
    assert text({True: 1}) == '{"true":1}'
    target = assign(window.Object.new(), {1: 2, 2: {0: 3}})
    assert window.JSON.stringify(target) == '{"1":2,"2":{"0":3}}'
    try:
        to_js({(1, 2): 3})
    except Exception as error:
        assert "key" in str(error), error
    else:
        raise AssertionError("a tuple was a key")


def test_to_js_of_lists_and_tuples():
    assert window.Array.isArray(to_js([1, 2]))
    assert window.JSON.stringify(to_js((1, [2, {"three": 3}]))) == '[1,[2,{"three":3}]]'


def test_to_js_of_none_in_data():
    assert window.JSON.stringify(to_js([None, True, "x", 1.5])) in ('[null,true,"x",1.5]',)


def test_to_js_of_bytes():
    made = to_js({"data": b"\x01\x02\xff"})
    assert made.data.length == 3
    assert made.data[2] == 255
    assert window.ArrayBuffer.isView(made.data)


def test_to_js_of_functions():
    made = to_js({"detail": {"callback": lambda: "called"}})
    assert made.detail.callback() == "called"


def test_to_js_of_scalars():
    assert to_js("x") == "x"
    assert to_js(3) == 3
    assert to_js(True) is True


def test_text_keeps_its_byte_order_mark():
    # Spreadsheets know a CSV file by it; decoders take it away, unless they are told not to.
    for length in (0, 3, 14, 30, 5000):
        text = "\ufeff" + "x" * length
        assert window.String(text) == text, length
        assert window.Array.of(text)[0] == text, length
        assert to_js({"text": text}).text == text, length
        returned = window.Array.of(1, 2).map(create_proxy(lambda *arguments: text))
        assert list(returned) == [text, text], length


def test_to_js_options_are_taken():
    made = to_js({"a": 1}, dict_converter=window.Object.fromEntries)
    assert made.a == 1


def test_to_js_for_custom_events():
    heard = []
    target = window.EventTarget.new()
    target.addEventListener("hello", create_proxy(lambda event: heard.append(event.detail.name)))
    target.dispatchEvent(window.CustomEvent.new("hello", to_js({"detail": {"name": "Ada"}})))
    assert heard == ["Ada"]


def test_is_none():
    assert is_none(None)
    assert is_none(window.eval("null"))
    assert is_none(window.eval("undefined"))
    assert not is_none(0)
    assert not is_none("")
    assert not is_none(document)


def test_assign():
    target = window.Object.new()
    assert assign(target, {"a": 1}, {"a": 2, "b": [3]}) == target
    assert target.a == 2
    assert target.b[0] == 3


def test_assign_from_javascript():
    target = assign(to_js({"a": 1}), to_js({"b": 2}))
    assert window.JSON.stringify(target) == '{"a":1,"b":2}'


def kinds():
    """A function of JavaScript's that says what it is given."""
    return window.eval(
        "(value) => { const kind = (v) => v instanceof Element ? v.localName : Array.isArray(v) ? v.map(kind)"
        " : v instanceof Set ? ['set', ...[...v].map(kind)] : v instanceof Map ? ['map', ...[...v].flat().map(kind)]"
        " : v && typeof v === 'object' ? Object.entries(v).map(([k, v]) => [k, kind(v)])"
        " : typeof v === 'bigint' ? v + 'n' : v === undefined ? 'undefined' : v;"
        " return JSON.stringify(kind(value)) }"
    )


def test_none_in_data_is_null():
    assert window.JSON.stringify(to_js({"x": None})) == '{"x":null}'
    assert kinds()(to_js([None])) == kinds()(to_js((None,))) == "[null]"
    assert kinds()(to_js({"a": {"b": [1, None]}})) == '[["a",[["b",[1,null]]]]]'


def test_jsnull_is_null():
    is_null = window.eval("(value) => value === null")
    assert is_null(jsnull)
    assert window.JSON.stringify(to_js({"x": jsnull})) == '{"x":null}'
    assert window.JSON.stringify(to_js([jsnull, 1])) == "[null,1]"
    assert is_none(jsnull)


def test_lists_in_themselves_are_converted():
    if MICROPYTHON:
        return  # which has no end of them
    items = [1, None]
    items.append(items)
    import js

    made = to_js(items)
    assert made[1] is None and js.Object(made[2]) == made


def test_integers_of_any_size_are_passed_as_they_are():
    assert window.String(to_js(2**60)) == "1152921504606846976"
    assert kinds()(to_js([2**52, 2**60, -(2**70)])) == '[4503599627370496,"1152921504606846976n","-1180591620717411303424n"]'
    assert kinds()(to_js({"x": 2**60})) == '[["x","1152921504606846976n"]]'
    assert window.JSON.stringify(to_js([2**31, 2**40, -(2**33)])) == "[2147483648,1099511627776,-8589934592]"
    assert to_js([2**60])[0] == 2**60


def test_elements_in_what_is_converted():
    body = document.body
    for value, said in (
        ([body], '["body"]'),
        ({"target": body}, '[["target","body"]]'),
        ({"options": [{"target": body}, 1]}, None),
        ([[body, document.head], "x"], '[["body","head"],"x"]'),
    ):
        made = to_js(value)
        assert kinds()(made) == (said or '[["options",[[["target","body"]],1]]]')
    assert to_js([body])[0] == body
    assert to_js({"target": body}).target.localName == "body"


def test_elements_in_what_the_interpreter_converts():
    body = document.body
    if MICROPYTHON:
        from jsffi import to_js as convert

        options = {}
    else:
        import js
        from pyodide.ffi import to_js as convert

        options = {"dict_converter": js.Object.fromEntries}
    assert kinds()(convert([body])) == '["body"]'
    assert kinds()(convert([[body], body])) == '[["body"],"body"]'
    assert kinds()(convert({"target": body}, **options)) == '[["target","body"]]'


def test_what_is_in_lists_may_be_javascript_of_ones_own():
    import js

    data = to_js(b"four")
    blob = window.Blob.new([data], to_js({"type": "text/plain"}))
    assert blob.size == 4 and blob.type == "text/plain"
    assert window.Blob.new([data, "and", to_js(b"more")]).size == 11
    assert window.File.new(to_js([b"four"]), "a.txt").size == 4
    assert kinds()(to_js([js.Array.of(1, 2), document.body])) == '[[1,2],"body"]'


def test_sets_and_maps():
    import js

    assert kinds()(to_js({1})) in ('["set",1]', "[1]")
    assert kinds()(js.Set.new(js.Array.of(1, "x"))) == '["set",1,"x"]'
    assert kinds()(js.Map.new(js.Array.of(js.Array.of("a", 1)))) == '["map","a",1]'


def test_symbols():
    import js

    has = window.eval("(object, key) => key in object")
    assert has(window.Array.new(), js.Symbol.iterator)
    assert has(window.Array.new(), window.Symbol.iterator)
    assert not has(window.Object.new(), js.Symbol.iterator)
    same = window.eval("(one, other) => one === other && typeof one === 'symbol'")
    assert same(getattr(js.Symbol, "for")("py-elements"), getattr(window.Symbol, "for")("py-elements"))
    own = js.Symbol("own")
    assert same(own, own)
    assert not same(own, js.Symbol("own"))
    assert window.eval("(symbol) => symbol.description")(own) == "own"
