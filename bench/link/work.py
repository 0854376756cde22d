# A worker's operations on the page, and their number a second: see bench.mjs.
import json

import js

from pyscript import document, when, window
from pyscript.context import sync_mode

now = js.performance.now
thing = document.getElementById("thing")
box = document.getElementById("box")


def read(count):
    for _ in range(count):
        thing.id


def write(count):
    for _ in range(count):
        thing.textContent = "x"
    thing.id


def call(count):
    for _ in range(count):
        thing.getAttribute("id")


def chain(count):
    for _ in range(count):
        document.getElementById("thing").textContent = "y"
    thing.id


def create(count):
    for _ in range(count):
        element = document.createElement("p")
        element.textContent = "x"
        box.append(element)
    thing.id


def rate(work):
    """Return how often a second it is done, when it is done for about half a second."""
    work(10)
    count = 10
    while True:
        started = now()
        work(count)
        took = now() - started
        if took > 200:
            return round(count / took * 1000)
        count = int(count * min(20, max(2, 300 / max(took, 0.1))))


def elements(count):
    """Return the milliseconds that it takes to make, fill and append so many elements."""
    started = now()
    create(count)
    took = now() - started
    box.replaceChildren()
    return took


def bare():
    from pyscript._runner import run_sync
    from pyscript.js_modules import bare as module

    def ask(count):
        for _ in range(count):
            run_sync(module.ask())

    return ask


@when("click", "#thing")
def clicked(event):
    thing.textContent = f"{event.type} {thing.id} {document.title} {window.innerWidth} {window.clicks}"


results = {"mode": sync_mode}
rounds = window.rounds
window.setTimeout(window.watchFrames, 500)  # when the page has come to rest
works = {"read": read, "write": write, "call": call, "chain": chain}
if sync_mode == "stack-switching":
    works["bare"] = bare()
# In turns, since the machine is not always equally fast; the first turn, in which code is still being
# compiled, is not counted.
turns = [{name: rate(work) for name, work in works.items()} for _ in range(rounds + 1)][1:]
for name in works:
    results[name] = sorted(turn[name] for turn in turns)[rounds // 2]
create(10)
many = 10_000 if sync_mode == "shared-memory" else 2_000
results["elements"] = sorted(elements(many) for _ in range(rounds))[rounds // 2]
results["many"] = many
window.finish(json.dumps(results))
