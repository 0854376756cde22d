"""The code that every application runs: in workers for its lists, and on the page for its buttons."""

from pyscript import RUNNING_IN_WORKER, display, when, window

squares = [number * number for number in range(5)]
display(*squares)
print("ran app.py")


def greet(event):
    display("Hello", event.target.textContent, target="greeting")


if not RUNNING_IN_WORKER:

    @when("click", "#ping")
    def ping(event):
        window.pings = getattr(window, "pings", 0) + 1


squares
