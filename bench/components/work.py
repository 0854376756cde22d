from pyscript.web import Component, button, component, prop, table, tbody, td, tr


@component("py-counter")
class Counter(Component):
    count = prop(0)
    label = prop("Clicks")
    styles = "button { font: inherit; }"

    def render(self):
        return button(f"{self.label}: {self.count}", on_click=self.more)

    def more(self, event):
        self.count += 1


@component("py-table")
class Table(Component):
    rows = prop([])

    def render(self):
        return table(
            tbody([tr(td(row["id"]), td(row["name"]), td(row["price"]), key=row["id"]) for row in self.rows])
        )
