"""`ffi`: `create_proxy`, `to_js`, `is_none`, `assign`."""

import asyncio

from pyscript import current_target, display, document, window
from pyscript.ffi import assign, create_proxy, is_none, to_js


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
