"""`Event`: one's own events."""

import asyncio

from pyscript import Event, current_target, display, document, when


def output():
    return document.getElementById(current_target())


class Model:
    """An object whose bound method is a listener."""

    def __init__(self):
        self.heard = []

    def on_change(self, value):
        self.heard.append(value)


def test_listeners_hear_the_result():
    heard = []
    event = Event()
    event.add_listener(heard.append)
    event.trigger("one")
    event.trigger({"two": 2})
    assert heard == ["one", {"two": 2}]


def test_listeners_are_called_in_order():
    heard = []
    event = Event()
    event.add_listener(lambda: heard.append("first"))
    event.add_listener(lambda result: heard.append("second"))
    event.trigger(None)
    assert heard == ["first", "second"]


def test_a_listener_is_added_once():
    heard = []
    event = Event()

    def listener(result):
        heard.append(result)

    event.add_listener(listener)
    event.add_listener(listener)
    event.trigger(1)
    assert heard == [1]


def test_listeners_can_be_removed():
    heard = []
    event = Event()

    def one(result):
        heard.append("one")

    def two(result):
        heard.append("two")

    event.add_listener(one)
    event.add_listener(two)
    event.remove_listener(one)
    event.trigger(1)
    assert heard == ["two"]
    event.add_listener(one)
    event.remove_listener()
    event.trigger(2)
    assert heard == ["two"]


def test_bound_methods_are_listeners():
    model = Model()
    event = Event()
    event.add_listener(model.on_change)
    event.trigger(1)
    assert model.heard == [1]


def test_what_cannot_be_called_is_no_listener():
    for wrong in ("print", 42, None):
        try:
            Event().add_listener(wrong)
        except ValueError as error:
            assert "callable" in str(error)
        else:
            assert False


def test_when():
    heard = []
    saved = Event()

    @when(saved)
    def on_saved(name):
        heard.append(name)

    when(saved, handler=lambda: heard.append("lambda"))
    saved.trigger("report.txt")
    assert heard == ["report.txt", "lambda"]
    on_saved("direct")
    assert heard[-1] == "direct"


def test_when_with_several_events():
    heard = []
    one, two = Event(), Event()

    @when([one, two])
    def handler(result):
        heard.append(result)

    one.trigger(1)
    two.trigger(2)
    assert heard == [1, 2]


def test_when_stacked_with_events_of_the_page():
    heard = []
    mine = Event()
    button = document.createElement("button")

    @when(mine)
    @when("click", button)
    def handler(event):
        heard.append(event if isinstance(event, str) else event.type)

    mine.trigger("mine")
    button.click()
    assert heard == ["mine", "click"]


async def test_async_listeners():
    done = asyncio.Event()
    event = Event()

    @when(event)
    async def listener(result):
        await asyncio.sleep(0.01)
        display(result)
        done.set()

    event.trigger("later")
    assert output().textContent == ""
    await done.wait()
    assert output().textContent == "later"


def test_listeners_may_change_while_they_are_called():
    heard = []
    event = Event()

    def once(result):
        heard.append(result)
        event.remove_listener(once)

    event.add_listener(once)
    event.add_listener(heard.append)
    event.trigger(1)
    event.trigger(2)
    assert heard == [1, 1, 2]


def test_what_a_listener_raises_reaches_the_caller_and_ends_the_calls():
    heard = []
    event = Event()

    def fails(result):
        raise KeyError(result)

    event.add_listener(lambda: heard.append("before"))
    event.add_listener(fails)
    event.add_listener(lambda: heard.append("after"))
    try:
        event.trigger("the result")
    except KeyError as error:
        assert error.args == ("the result",)
    else:
        assert False, "nothing was raised"
    assert heard == ["before"]


def test_a_bound_method_added_twice_is_there_once():
    model = Model()
    event = Event()
    event.add_listener(model.on_change)
    event.add_listener(model.on_change)
    event.trigger(1)
    assert model.heard == [1]
    event.remove_listener(model.on_change)
    event.trigger(2)
    assert model.heard == [1]


def test_when_takes_no_notice_of_options_for_an_event():
    heard = []
    event = Event()
    when(event, handler=heard.append, once=True, capture=True, anything=1)
    event.trigger(1)
    event.trigger(2)
    assert heard == [1, 2]
    button = document.createElement("button")
    when([event, "click"], button, handler=lambda result: heard.append("both"), once=True)
    event.trigger(3)
    event.trigger(4)
    button.click()
    button.click()
    assert heard[2:] == [3, "both", 4, "both", "both"]
