"""Converts values for elements: functions for events, and values that cross to JavaScript."""

from ._context import current
from ._host import handling, host, is_js


def event_of(name, value):
    """Return the event that an attribute means a function for."""
    if name.startswith("on_"):
        return name[3:]
    return name[2:] if name.startswith("on") and callable(value) and not is_js(value) else None


def handler_of(function):
    """Return what the host is given to call for events."""
    if not callable(function):
        raise TypeError(f"a function for events must be callable, and {function!r} is not")
    return handling(function)


def crossing(value):
    """Make a value JavaScript's."""
    if value is None or isinstance(value, (str, int, float)) or is_js(value):
        return value
    if hasattr(type(value), "_dom_element"):
        return value._dom_element
    from .ffi import to_js

    return to_js(value)


def assign(ref, at, name, value):
    """Set what is not plain; return the host's failure."""
    event = event_of(name, value)
    if event:
        handler = None if value is None else handler_of(value)
        return host.web_set_handler(current(), ref, at, event, handler, value)
    return host.web_set(ref, at, name, crossing(value))
