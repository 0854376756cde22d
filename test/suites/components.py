import asyncio
import time

from pyscript.web import Component, Element, button, component, div, input_, li, option, prop, select, slot, span, ul

log = []


@component("click-counter")
class ClickCounter(Component):
    """A button that counts."""

    count: int = prop(0, reflect=True)
    label = prop("Clicks")
    styles = "button { color: rgb(1, 2, 3); }"
    renderings = 0

    def connected(self):
        log.append(f"connected {self.count}")

    def disconnected(self):
        log.append("disconnected")

    def updated(self, changed):
        shown = self.find("button")[0].textContent
        log.append(f"updated {sorted(changed.items())} {shown}")

    def render(self):
        self.renderings += 1
        return button(f"{self.label}: {self.count}", on_click=self.more)

    def more(self, event):
        self.count += 1
        self.emit("count-changed", count=self.count)


@component("slow-view")
class SlowView(Component):
    count: int = prop(0, reflect=True)

    def render(self):
        time.sleep(0.1)
        return str(self.count // 10)


@component("many-types")
class ManyTypes(Component):
    text = prop("t")
    whole = prop(1, type=int)
    ratio = prop(0.5)
    on = prop(False, reflect=True)
    items = prop([])
    table = prop({})
    anything = prop(None)
    max_value = prop(3, reflect=True)
    own_name = prop("", attribute="named", reflect=True)
    hidden_away = prop("", attribute=False)
    day = prop(None, type=object, converter=lambda text: tuple(int(part) for part in text.split("-")))

    def connected(self):
        if self.text == "fractions":
            self.items = [number / 8 for number in range(1, 41)]

    def render(self):
        values = self.text, self.whole, self.ratio, self.on, self.items, self.max_value, self.day
        return repr(values), " ", type(self.ratio).__name__, " ", str(sorted(self.table.items()))


@component("keyed-list")
class KeyedList(Component):
    items = prop(["a", "b", "c"])
    open = prop(True)

    def render(self):
        return [
            ul([li(input_(value=item), key=item, classes=["row"]) for item in self.items]),
            span("open", style={"color": "red"}) if self.open else None,
            "tail",
        ]


@component("in-light")
class InLight(Component):
    shadow = False
    styles = "in-light b { font-weight: 900; }"
    who = prop("you")

    def render(self):
        return div("Hello, ", Element("b", self.who), id="greeting")


@component("with-slots")
class WithSlots(Component):
    def render(self):
        return div(slot(name="title"), slot("nothing inside"))


@component("light-slots")
class LightSlots(Component):
    shadow = False
    open = prop(True)

    def render(self):
        return [div(slot("no title", name="title")), span("|"), slot("nothing") if self.open else None]


@component("star-rating")
class StarRating(Component):
    value = prop(None, type=int)
    form_associated = True

    def updated(self, changed):
        self.set_validity("" if self.value else "Choose.", value_missing=True)
        self.states.toggle("chosen", bool(self.value))
        log.append(f"chosen {'chosen' in self.states}")

    def form_reset(self):
        log.append("reset")

    def form_disabled(self, disabled):
        log.append(f"disabled {disabled}")

    def render(self):
        return [button(str(n), on_click=lambda event, n=n: self.choose(n), type="button") for n in (1, 2, 3)]

    def choose(self, value):
        self.value = value


@component("slow-one")
class SlowOne(Component):
    state = prop("idle")

    async def go(self, event):
        self.state = "busy"
        await asyncio.sleep(0.3)  # A page on a busy machine has to see it.
        self.state = "done"

    def render(self):
        return button(self.state, on_click=self.go), select(option("a"), option("b"), value="b")


@component("closing-one")
class ClosingOne(Component):
    open = prop(True)

    def render(self):
        return button("close", on_click=self.close)

    def close(self):
        self.open = bool(self.emit("closing", {"why": ["button", 1]}, name="n", detail="d"))


@component("owner-of-node")
class OwnerOfNode(Component):
    count = prop(0)

    def __init__(self):
        self.constant = Element("i", "always the same")

    def render(self):
        data = {"n": [self.count]}
        return self.constant, Element("x-data", data=data), self.constant


@component("failing-one")
class FailingOne(Component):
    fails = prop(False)

    def render(self):
        if self.fails:
            raise ValueError("in render")
        return "fine", button(on_click=self.fail, classes="click"), button(on_click=self.fail_later, classes="async")

    def fail(self, event):
        raise ValueError("in handler")

    async def fail_later(self, event):
        await asyncio.sleep(0)
        raise ValueError("in async")


@component("turning-one")
class TurningOne(Component):
    turned = prop(False)
    heard = prop("")

    def render(self):
        pairs = [("a", self.first), ("b", self.second)]
        if self.turned:
            pairs.reverse()
        return [button(name, title="same", on_click=heard) for name, heard in pairs]

    def first(self, event):
        self.heard += "1"

    def second(self):
        self.heard += "2"
