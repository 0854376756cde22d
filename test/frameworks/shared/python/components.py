"""Two elements with one class: one has a shadow root, the other is in the page's own tree."""

from pyscript.web import Component, button, component, div, li, prop, slot, ul


class Basket(Component):
    """A list of what somebody buys."""

    items = prop([])
    prices = prop({})

    def render(self):
        return [
            div(slot("no title", name="title")),
            ul(
                [
                    li(
                        item["name"],
                        " ",
                        button("+", type="button", on_click=lambda event, item=item: self.add(item)),
                        key=item["name"],
                    )
                    for item in self.items
                ]
            ),
            slot("no note"),
        ]

    def add(self, item):
        self.emit("item-added", item=item["name"], price=self.prices[item["name"]])


@component("shop-basket")
class ShopBasket(Basket):
    styles = "li { color: rgb(1, 2, 3); }"


@component("light-basket")
class LightBasket(Basket):
    shadow = False
