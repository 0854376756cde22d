"""`when`: events of the page."""

import asyncio
from functools import partial

from expecting import raises
from pyscript import Event, current_target, display, document, when, window


def output():
    return document.getElementById(current_target())


def button(id="my_button", parent=None):
    """A new button in the page; it goes with the test's output."""
    element = document.createElement("button")
    element.id = id
    (parent or output()).append(element)
    return element


def test_the_reference():
    target = button()
    target.innerText = "Click me!"

    @when("click", "#my_button")
    def click_handler(event):
        """
        Event handlers get an event object representing the activity that raised
        them.
        """
        display("I've been clicked!")

    ### Or manually setting handler without a decorator
    when("click", "#my-button", handler=click_handler)

    target.click()
    assert output().lastChild.textContent == "I've been clicked!"


def test_the_function_stays_usable():
    @when("click", button())
    def handler(event=None):
        return "called"

    assert handler() == "called"
    assert when("click", "#my_button", handler=handler) is handler


def test_the_handler_gets_the_event():
    heard = []
    target = button()
    when("click", "#my_button", handler=heard.append)
    target.click()
    assert heard[0].type == "click"
    assert heard[0].target == target


def test_selector_by_keyword():
    heard = []
    target = button()
    when("click", selector="#my_button", handler=heard.append)
    target.click()
    assert len(heard) == 1


def test_a_selector_matches_many():
    heard = []
    for name in "abc":
        button(name).className = "many"

    @when("click", ".many")
    def handler(event):
        heard.append(event.currentTarget.id)

    for name in "abc":
        document.getElementById(name).click()
    assert heard == ["a", "b", "c"]


def test_elements_and_collections():
    heard = []
    one, two = button("one"), button("two")
    when("click", one, handler=lambda event: heard.append("element"))
    when("click", [one, two], handler=lambda event: heard.append("list"))
    when("click", output().querySelectorAll("button"), handler=lambda event: heard.append("nodes"))
    when("click", output().children, handler=lambda event: heard.append("children"))
    two.click()
    assert heard == ["list", "nodes", "children"]
    one.click()
    assert heard[3:] == ["element", "list", "nodes", "children"]


def test_window_and_document():
    heard = []
    when("hello", window, handler=lambda: heard.append("window"))
    when("hello", document, handler=lambda: heard.append("document"))
    window.dispatchEvent(window.Event.new("hello"))
    document.dispatchEvent(window.Event.new("hello"))
    assert heard == ["window", "document"]


class WebElement:
    """An element like those of `pyscript.web`, as far as others care."""

    def __init__(self, dom_element):
        self._dom_element = dom_element


def test_elements_of_web():
    heard = []
    one, two = button("one"), button("two")
    when("click", WebElement(one), handler=lambda: heard.append(1))
    when("click", [WebElement(one), WebElement(two)], handler=lambda: heard.append(2))
    one.click()
    two.click()
    assert heard == [1, 2, 2]


def test_decorators_can_be_stacked():
    heard = []
    one, two = button("one"), button("two")

    @when("click", one)
    @when("focus", two)
    @when("click", "#two")
    def handler(event):
        heard.append(event.type + event.target.id)

    one.click()
    two.click()
    two.dispatchEvent(window.Event.new("focus"))
    assert heard == ["clickone", "clicktwo", "focustwo"]


class Handlers:
    def __init__(self):
        self.heard = []

    def with_event(self, event):
        self.heard.append(event.type)

    def without(self):
        self.heard.append("none")

    def __call__(self):
        self.heard.append("called")


def test_handlers_of_every_kind():
    heard = []
    target = button()
    handlers = Handlers()

    def without():
        heard.append("without")

    def default(event=None):
        heard.append(event.type)

    def many(*args):
        heard.append(len(args))

    def keyword_only(*, event="none"):
        heard.append(event)

    def two(first, event):
        heard.append(first + event.type)

    for handler in (
        without,
        default,
        many,
        keyword_only,
        lambda: heard.append("lambda"),
        lambda event: heard.append(event.type),
        partial(two, "partial "),
        partial(two, "no", target),
        handlers.with_event,
        handlers.without,
        handlers,
    ):
        when("click", target, handler=handler)
    for _ in range(2):  # the second time is no discovery
        heard.clear()
        handlers.heard.clear()
        target.type = "button"
        target.click()
        assert heard == ["without", "click", 1, "none", "lambda", "click", "partial click", "no" + target.type], heard
        assert handlers.heard == ["click", "none", "called"]


def test_type_errors_of_the_handler_itself_do_not_call_it_again():
    calls = []
    target = button()

    def helper(required):
        pass

    def handler(event):
        calls.append(event)
        try:
            helper()
        finally:
            window.reportedBefore = True

    from pyscript._callables import adapt

    raises(TypeError, adapt(handler), "event")
    assert calls == ["event"]


async def test_async_handlers():
    done = asyncio.Event()
    target = button()

    @when("click", target)
    async def handler(event):
        await asyncio.sleep(0.01)
        display("after a while")
        done.set()

    target.click()
    await done.wait()
    assert output().lastChild.textContent == "after a while"


async def test_async_handlers_without_argument():
    done = asyncio.Event()
    target = button()

    @when("click", target)
    async def handler():
        await asyncio.sleep(0)
        done.set()

    target.click()
    await done.wait()


def test_once():
    heard = []
    one, two = button("one"), button("two")
    when("click", [one, two], handler=lambda: heard.append(1), once=True)
    one.click()
    one.click()
    two.click()
    two.click()
    assert len(heard) == 2


def test_capture():
    heard = []
    target = button()
    when("click", output(), handler=lambda: heard.append("bubble"))
    when("click", target, handler=lambda: heard.append("target"))
    when("click", output(), handler=lambda: heard.append("capture"), capture=True)
    target.click()
    assert heard == ["capture", "target", "bubble"]


def test_prevent_default_and_stop_propagation():
    heard = []
    box = document.createElement("input")
    box.type = "checkbox"
    output().append(box)
    when("click", output(), handler=lambda: heard.append("outer"))
    when("click", box, handler=lambda event: heard.append(event.defaultPrevented), prevent_default=True)
    when("click", box, handler=lambda: None, stop_propagation=True)
    box.click()
    assert heard == [True]
    assert not box.checked


def test_signal():
    heard = []
    target = button()
    controller = window.AbortController.new()
    when("click", target, handler=lambda: heard.append(1), signal=controller.signal)
    target.click()
    controller.abort()
    target.click()
    assert heard == [1]


def test_passive():
    heard = []
    target = button()

    def is_prevented():
        wheel = window.WheelEvent.new("wheel", window.JSON.parse('{"cancelable": true}'))
        return not target.dispatchEvent(wheel)

    when("wheel", target, handler=lambda event: event.preventDefault(), passive=True)
    assert not is_prevented()
    when("wheel", target, handler=lambda event: heard.append("active"), passive=False, prevent_default=True)
    assert is_prevented()
    assert heard == ["active"]


def test_a_selector_that_matches_nothing_is_no_error():
    @when("click", "#no-such-element")
    def handler():
        pass

    assert handler() is None


def test_mistakes():
    assert "selector" in raises(ValueError, when, "click")
    raises(TypeError, when, 42, "#my_button")
    raises(TypeError, when, "click", 42, handler=print)
    raises(TypeError, when, "click", "#my_button", handler="print")
    raises(TypeError, when("click", "#my_button"), "print")
    assert "onec" in raises(TypeError, when, "click", "#my_button", onec=True)
    raises(ValueError, when, "click", "#my_button", passive=True, prevent_default=True)
    raises(ValueError, when, "click", "[", handler=print)
