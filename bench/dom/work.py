from pyscript import display, ffi, web, when, window
from pyscript.web import div, p, page

COUNT = 5000
place = page["place"]
clicks = 0


def create_tree():
    place.append(div([p(f"item {number}", classes=["item"]) for number in range(COUNT)]))


def create_each():
    for number in range(COUNT):
        place.append(p(f"item {number}", classes=["item"]))


def find_set_all():
    page.find(".item").text = "new"


def find_set_each():
    number = 0
    for item in page.find(".item"):
        item.text = f"new {number}"
        number += 1


def show():
    for _ in range(2000):
        display("x")


def clicked(event):
    global clicks
    clicks += 1


when("click", "#decorator", handler=clicked)


def attribute():
    window.clickOften(page["attribute"]._dom_element)


def decorator():
    window.clickOften(page["decorator"]._dom_element)


works = {
    work.__name__: work
    for work in (create_tree, create_each, find_set_all, find_set_each, show, attribute, decorator)
}
window.measure(ffi.create_proxy(lambda name: works[name]()))
