"""Events: of the page with :func:`when`, of one's own with :class:`Event`."""

from ._callables import adapt, spawn
from ._context import current, entering
from ._host import fail, handling, host, is_js
from ._protocol import ListenFlag

__all__ = ["Event", "when"]

_FLAGS = {
    "once": ListenFlag.once,
    "capture": ListenFlag.capture,
    "prevent_default": ListenFlag.preventDefault,
    "stop_propagation": ListenFlag.stopPropagation,
}


class Event:
    """Something that can happen, and functions that want to know.

    >>> saved = Event()
    >>> @when(saved)
    ... def on_saved(name):
    ...     display(f"{name} was saved")
    >>> saved.trigger("report.txt")
    """

    def __init__(self):
        self._listeners = []
        # How each is called, and for which run.
        self._calls = []

    def trigger(self, result=None):
        """Call every listener with ``result``, in the order of their adding.

        Listeners may be ``async``: these are started, not waited for.

        Raises:
            Exception: what a listener raises; those after it are not called.

        >>> saved.trigger("report.txt")
        """
        for call, run in self._calls[:]:
            with entering(run):
                spawn(call(result))

    def add_listener(self, listener):
        """Call ``listener`` whenever this event is triggered. Adding the same one again does nothing.

        Args:
            listener: a function, ``async`` or not, that takes the event's result or nothing.

        Raises:
            ValueError: ``listener`` cannot be called.

        >>> saved.add_listener(print)
        """
        if not callable(listener):
            raise ValueError(f"a listener must be callable, and {listener!r} is not")
        if listener not in self._listeners:
            self._listeners.append(listener)
            self._calls.append((adapt(listener), current()))

    def remove_listener(self, *listeners):
        """No longer call ``listeners``; without arguments, none at all.

        >>> saved.remove_listener(print)
        >>> saved.remove_listener()
        """
        for listener in listeners or self._listeners[:]:
            if listener in self._listeners:
                at = self._listeners.index(listener)
                del self._listeners[at]
                del self._calls[at]


def when(event_type, selector=None, *, handler=None, **options):
    """Call a function when something happens, as a decorator or with ``handler``.

    The function may be ``async``. It takes the event, or nothing. It is returned as it was, so it can be
    called as before and decorated again. A listener goes when the script that made it is removed from the
    page.

    Args:
        event_type: the name of an event of the page, such as ``"click"``; or an :class:`Event`, or a list
            of them.
        selector: for events of the page, where they happen: a selector, an element of the page or of
            ``pyscript.web``, or a collection of elements.
        handler: the function, when this is not used as a decorator.
        **options: those of ``addEventListener``: ``once``, ``capture``, ``passive``, ``signal``; and
            ``prevent_default``, ``stop_propagation``, which act at once, before the handler runs. An
            :class:`Event` takes no notice of them.

    Returns:
        The decorator; with ``handler``, the handler.

    Raises:
        TypeError: an argument cannot be used so.
        ValueError: the selector is missing, or is not a selector.

    >>> @when("click", "#my_button")
    ... def click_handler(event):
    ...     display("I've been clicked!")
    >>> when("submit", "form", handler=send, prevent_default=True)
    """
    events = event_type if isinstance(event_type, (list, tuple)) else [event_type]
    for event in events:
        if not isinstance(event, (str, Event)):
            raise TypeError(f"when() takes the name of an event or an Event, not {type(event).__name__}")
        if isinstance(event, str) and selector is None:
            raise ValueError(f"when({event!r}) needs a selector or elements whose events are meant")
    if any(isinstance(event, str) for event in events):
        flags, signal = _listener_options(options)

    def decorate(function):
        if not callable(function):
            raise TypeError(f"a handler must be callable, and {function!r} is not")
        targets = None
        for event in events:
            if isinstance(event, Event):
                event.add_listener(function)
                continue
            targets = targets or _targets(selector)
            for target in targets:
                failure = host.listen(current(), target, event, handling(function), flags, signal)
                if failure:
                    fail(failure)
        return function

    return decorate if handler is None else decorate(handler)


def _listener_options(options):
    """Return the host's flags and the signal."""
    flags = 0
    for name, value in options.items():
        if name in _FLAGS:
            flags += _FLAGS[name] if value else 0
        elif name == "passive":
            flags += 0 if value is None else ListenFlag.passive if value else ListenFlag.active
        elif name != "signal":
            raise TypeError(f"when() has no option {name!r}")
    if flags & ListenFlag.passive and flags & ListenFlag.preventDefault:
        raise ValueError("a passive listener cannot prevent the default")
    return flags, options.get("signal")


def _targets(selector):
    """Return what the host can listen to."""
    if isinstance(selector, str) or is_js(selector):
        return [selector]
    element = getattr(selector, "_dom_element", None)
    if element is not None:
        return [element]
    try:
        return [target for item in selector for target in _targets(item)]
    except TypeError:
        raise TypeError(f"when() takes a selector or elements, not {type(selector).__name__}")
