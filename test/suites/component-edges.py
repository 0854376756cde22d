import time

from pyscript.web import Component, Element, button, component, div, p, prop, slot


@component("row-list-SUFFIX")
class RowList(Component):
    rows = prop(["a", "b", "c", "d"])

    def render(self):
        return [button(row, on_click=lambda event, row=row: self.remove(row)) for row in self.rows]

    def remove(self, row):
        time.sleep(0.1)
        self.rows = [each for each in self.rows if each != row]


@component("edge-control-SUFFIX")
class EdgeControl(Component):
    form_associated = True
    value = prop(None, type=object, converter=lambda text: (text,))
    off = prop(None)

    def form_disabled(self, disabled):
        self.off = disabled

    def render(self):
        value = tuple(self.value) if self.value else self.value
        return f"{value} {self.off}"


@component("reflecting-control-SUFFIX")
class ReflectingControl(Component):
    form_associated = True
    value = prop(0, reflect=True)

    def render(self):
        return str(self.value)


@component("list-control-SUFFIX")
class ListControl(Component):
    form_associated = True
    value = prop(["red", "green"])

    def render(self):
        return str(self.value), button(on_click=self.check)

    def check(self, event):
        self.set_validity("Wrong.", value_mising=True)


@component("ready-one-SUFFIX")
class ReadyOne(Component):
    items = prop(["none"])

    def connected(self):
        self.emit("edge-ready")

    def render(self):
        return " ".join(self.items)


@component("keyed-edge-SUFFIX")
class KeyedEdge(Component):
    items = prop([])

    def render(self):
        return [Element(item, key=item) if " " in item else p(item, key=item) for item in self.items]


@component("adopted-one-SUFFIX")
class AdoptedOne(Component):
    styles = ":host { color: rgb(1, 2, 3); }"
    heard = prop("")

    def connected(self):
        self.heard = (self.heard + " connected").strip()

    def adopted(self):
        self.heard += " adopted"

    def render(self):
        return self.heard


@component("parent-one-SUFFIX")
class ParentOne(Component):
    def render(self):
        return Element("later-one-SUFFIX", items=["x"], max_value=7, on=True)


class BaseOne(Component):
    label = prop("base")

    def render(self):
        return self.label


@component("derived-one-SUFFIX")
class DerivedOne(BaseOne):
    label = "derived"


@component("keyword-one-SUFFIX")
class KeywordOne(Component):
    for_ = prop("")

    def render(self):
        return self.for_


class Thing:
    def __init__(self, number):
        self.number = number


@component("object-one-SUFFIX")
class ObjectOne(Component):
    thing = prop(None, type=object)
    count = prop(1)
    all = []

    def __init__(self):
        self.all.append(self)

    def render(self):
        kind = type(self.thing).__name__
        name = {"list": "circular", "str": self.thing}.get(kind, kind)
        return f"{name} {self.count}", [button(on_click=each) for each in (self.more, self.bad, self.both)]

    def more(self, event):
        self.thing = Thing(2)
        self.count = self.thing.number

    def bad(self, event):
        circular = []
        circular.append(circular)
        self.thing = circular

    def both(self, event):
        for each in self.all:
            each.thing = Thing(3)
            each.count = 2
            each.thing = "both"


@component("async-edge-SUFFIX")
class AsyncEdge(Component):
    async def render(self):
        return p("never")


@component("generating-edge-SUFFIX")
class GeneratingEdge(Component):
    def render(self):
        yield p("a")
        yield p("b")


@component("twice-edge-SUFFIX")
class Once(Component):
    label = prop("a")

    def render(self):
        return "old"


@component("twice-edge-SUFFIX")
class Twice(Component):
    label = prop("a")
    open = prop(False)
    size = prop(1, reflect=True)

    def render(self):
        return f"{self.label} {self.open} {self.size}"


@component("appending-edge-SUFFIX")
class AppendingEdge(Component):
    shadow = False
    count = prop(0)

    def render(self):
        return [Element("header", str(self.count), on_click=self.add), slot()]

    def add(self, event):
        self.count += 1
        self.element.append(Element("i", str(self.count)))


@component("ordered-edge-SUFFIX")
class OrderedEdge(Component):
    order = prop("abcd")
    texts = prop([])
    grid = prop([[0, 0], {"deep": [0]}])

    def render(self):
        return [
            button(str(self.grid), on_click=self.go),
            [Element("input", id=each, value=each * 5, key=each) for each in self.order],
            [p(each) for each in self.texts],
        ]

    def go(self, event):
        self.grid[0][0] += 1
        self.grid[1]["deep"][0] += 1
        self.request_update("grid")


@component("resetting-edge-SUFFIX")
class ResettingEdge(Component):
    form_associated = True
    value = prop("first")
    heard = prop("")

    def render(self):
        return f"{self.value}, heard {self.heard}"

    def form_reset(self):
        self.heard = self.value


@component("failing-edge-SUFFIX")
class FailingEdge(Component):
    label = prop("none")
    count = prop(0)
    failed = []

    def __init__(self):
        self.connections = 0
        if not self.failed:
            self.failed.append(True)
            raise ValueError("not the first time")

    def connected(self):
        self.connections += 1

    def render(self):
        return f"{self.label} {self.count} {self.connections}"
