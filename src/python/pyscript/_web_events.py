"""Events of elements as objects: what ``element.on_click`` is."""

from ._context import current
from ._host import fail, handling, host
from ._platform import NOTHING
from .events import Event


class ElementEvent(Event):
    """An event of an element: its listeners are called when it happens there.

    >>> button.on_click.add_listener(greet)
    >>> @when(button.on_click)
    ... def clicked(event):
    ...     display(event.target.id)
    """

    def __call__(self, event):
        self.trigger(event)


def element_event(ref, at, name):
    """Return the event of an element whose function is set by that name; there is one for each element and
    event."""
    if not name.startswith("on_"):
        raise ValueError(f"the name of an event is written as in 'on_click', not {name!r}")
    function = host.web_handler(ref, at, name[3:])
    if isinstance(function, ElementEvent):
        return function
    event = ElementEvent()
    if function is not None and function is not NOTHING:
        event.add_listener(function)
    failure = host.web_set_handler(current(), ref, at, name[3:], handling(event), event)
    if failure:
        fail(failure)
    return event
