"""Four custom elements: a rating, a sortable table, a colour picker and a live plot."""

import asyncio
import math

from pyscript.web import Component, Element, button, component, div, input_, label, prop, span
from pyscript.web import table, tbody, td, th, thead, tr


@component("star-rating")
class StarRating(Component):
    """A rating with stars: a form control, for the keyboard too."""

    value: int = prop(0, reflect=True)
    stars: int = prop(5)
    form_associated = True
    styles = """
    :host { display: inline-flex; }
    button { border: 0; background: none; color: inherit; font: inherit; font-size: 1.75em; cursor: pointer; }
    :host(:state(chosen)) button { color: var(--star-color, light-dark(#8a5a00, #ffc94d)); }
    """

    def updated(self, changed):
        self.set_validity("" if self.value else "Choose a rating.", value_missing=True)
        self.states.toggle("chosen", self.value > 0)

    def render(self):
        return [
            button(
                "★" if star <= self.value else "☆",
                type="button",
                aria_label=f"{star} of {self.stars} stars",
                aria_pressed="true" if star == self.value else "false",
                on_click=lambda event, star=star: self.choose(star),
            )
            for star in range(1, self.stars + 1)
        ]

    def choose(self, star):
        self.value = 0 if star == self.value else star
        self.emit("change", value=self.value)


@component("sortable-table")
class SortableTable(Component):
    """A table that its headings sort; rows are moved, not made anew."""

    columns: list = prop(["number", "square", "digits"])
    rows: list = prop([])
    sorted_by: int = prop(0)
    descending: bool = prop(False)
    styles = """
    table { border-collapse: collapse; inline-size: 100%; }
    th, td { padding: 0.25rem 0.75rem; text-align: end; }
    th { position: sticky; inset-block-start: 0; background: light-dark(#f1f3f6, #131920); }
    th button { border: 0; background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
    """

    def __init__(self):
        self.rows = [[number, number * number, "".join(reversed(str(number)))] for number in range(1, 1001)]

    def render(self):
        order = sorted(self.rows, key=lambda row: row[self.sorted_by], reverse=self.descending)
        return table(
            thead(tr([self.heading(index, name) for index, name in enumerate(self.columns)])),
            tbody([tr([td(str(cell)) for cell in row], key=row[0]) for row in order]),
        )

    def heading(self, index, name):
        direction = "descending" if self.descending else "ascending"
        return th(
            button(name, type="button", on_click=lambda event: self.sort(index)),
            scope="col",
            aria_sort=direction if index == self.sorted_by else "none",
        )

    def sort(self, index):
        self.descending = index == self.sorted_by and not self.descending
        self.sorted_by = index


@component("colour-picker")
class ColourPicker(Component):
    """A colour by hue, saturation and lightness."""

    hue: int = prop(200, reflect=True)
    saturation: int = prop(70)
    lightness: int = prop(45)
    styles = """
    :host { display: grid; gap: 0.5rem; max-inline-size: 22rem; }
    label { display: grid; grid-template-columns: 6rem 1fr 3rem; gap: 0.5rem; align-items: center; }
    div { block-size: 3rem; border-radius: 0.5rem; }
    """

    def render(self):
        return [
            div(role="img", aria_label=self.colour(), style={"background": self.colour()}),
            [self.slider(name, most) for name, most in (("hue", 360), ("saturation", 100), ("lightness", 100))],
        ]

    def slider(self, name, most):
        value = getattr(self, name)
        return label(
            span(name),
            input_(type="range", max=most, value=str(value), on_input=lambda event: self.pick(name, event)),
            span(str(value)),
        )

    def colour(self):
        return f"hsl({self.hue} {self.saturation}% {self.lightness}%)"

    def pick(self, name, event):
        setattr(self, name, int(event.target.value))
        self.emit("colour-changed", colour=self.colour())


@component("live-plot")
class LivePlot(Component):
    """A line that grows, as long as the element is in the page."""

    points: list = prop([])
    running: bool = prop(True, reflect=True)
    styles = """
    svg { inline-size: 100%; block-size: 8rem; border: 1px solid light-dark(#dce1e7, #2a3340); }
    polyline { fill: none; stroke: light-dark(#0b62c4, #6cb6ff); stroke-width: 2; vector-effect: non-scaling-stroke; }
    """
    here = False

    async def connected(self):
        self.here = True
        step = 0
        while self.here:
            if self.running:
                step += 1
                self.points = (self.points + [math.sin(step / 6) * math.cos(step / 25)])[-100:]
            await asyncio.sleep(0.05)

    def disconnected(self):
        self.here = False

    def render(self):
        line = " ".join(f"{index},{50 - 45 * point:.1f}" for index, point in enumerate(self.points))
        picture = Element(
            "svg",
            Element("polyline", points=line),
            viewBox="0 0 100 100",
            preserveAspectRatio="none",
            role="img",
            aria_label="A wave",
        )
        return [picture, button("Stop" if self.running else "Go on", type="button", on_click=self.toggle)]

    def toggle(self):
        self.running = not self.running
