# A burst of operations on the page, and their number a second: see page.js.
import js

from pyscript import document, window

__export__ = ["burst"]

COUNT = 100
now = js.performance.now
thing = document.getElementById("thing")


def read():
    for _ in range(COUNT):
        thing.id


def title():
    for _ in range(COUNT):
        document.title


def add():
    for index in range(COUNT):
        window.add(index, 1)


def attribute():
    for _ in range(COUNT):
        thing.getAttribute("id")


works = {
    "thing.id": read,
    "document.title": title,
    "window.add(index, 1)": add,
    "thing.getAttribute": attribute,
}


def burst(name):
    work = works[name]
    started = now()
    work()
    return COUNT / (now() - started) * 1000
