"""Custom elements as Python classes: see :class:`Component`."""

from . import _component_updates as _updates
from ._component_news import define as define_elements
from ._component_props import collect, prop
from ._host import fail, host
from ._pack import pack
from ._protocol import EmitFlag
from ._web_finding import collection, wrap

__all__ = ["Component", "component"]

_set = object.__setattr__


class Component:
    """Base class of custom elements that are written in Python; :func:`component` gives them their names.

    Properties are made with :class:`prop`. When one changes, :meth:`render` is called again, and what it
    returns is compared with what is shown: only the differences are changed on the page.

    Attributes of the class:
        styles: CSS, for what is in the element.
        shadow: ``False`` renders into the element itself instead of a shadow root. Slots get what is in it.
        form_associated: ``True`` makes it a form control: its ``value`` is submitted.
        delegates_focus: whether the element's focus is that of the first thing in it; form controls do.

    >>> @component("click-counter")
    ... class ClickCounter(Component):
    ...     count: int = prop(0, reflect=True)
    ...     styles = "button { font: inherit; }"
    ...     def render(self):
    ...         return button(f"Clicks: {self.count}", on_click=self.more)
    ...     def more(self, event):
    ...         self.count += 1
    ...         self.emit("count-changed", count=self.count)
    """

    styles = ""
    shadow = True
    form_associated = False
    delegates_focus = None
    tag = ""
    _props = {}
    # Notes on it, once it has an element.
    _own = None
    # True if the class has a method `updated`.
    _hears_updates = False

    # Methods that authors write.

    def __init__(self):
        """Called without arguments, before properties that the page has set are there."""

    def render(self):
        """Return what the element shows: an element of ``pyscript.web``, text, a list of those, or ``None``.

        Elements of a list that is reordered are told apart by ``key``: they are moved then, and keep focus
        and state.

        >>> def render(self):
        ...     return ul([li(item["name"], key=item["id"]) for item in self.items])
        """

    def connected(self):
        """Called when the element has been put into the page, before it renders."""

    def disconnected(self):
        """Called when the element has been taken out of the page; not when it was only moved."""

    def adopted(self):
        """Called when the element has been moved into another document."""

    def updated(self, changed):
        """Called when the page shows what has changed.

        Args:
            changed: the properties that have, by name, and their values before.
        """

    def form_reset(self):
        """Called when the form is reset; ``value`` has its first value again."""

    def form_disabled(self, disabled):
        """Called when a ``<fieldset>`` around it, or its own attribute, disables or enables it."""

    # Methods that authors use.

    @property
    def element(self):
        """The element itself, as ``pyscript.web`` has it."""
        return wrap(host.component_node(self._own_number(), ""))

    @property
    def internals(self):
        """JavaScript's ``ElementInternals`` of the element."""
        return host.component_node(self._own_number(), "internals")

    @property
    def states(self):
        """The custom states, as a set: CSS matches ``:state(open)`` after ``self.states.add("open")``."""
        return States(self._own_number())

    def find(self, selector):
        """Return what a selector finds in what is rendered, as a collection.

        Raises:
            ValueError: it is no selector.

        >>> self.find("input")[0].focus()
        """
        number = self._own_number()
        _updates.flush()
        found = host.component_find(number, selector)
        if type(found) is str:
            fail(found)
        return collection(found)

    def emit(self, *event, bubbles=True, composed=True, cancelable=True, **more):
        """Dispatch an event from the element.

        Args:
            event: its name, such as ``"count-changed"``; then, if keywords are not enough, its ``detail``, by
                value. Keywords make a dictionary of it.
            bubbles: whether it reaches what the element is in.
            composed: whether it leaves the shadow root that the element is in.
            cancelable: whether ``preventDefault()`` has a meaning.

        Returns:
            Whether a listener has cancelled it, with ``preventDefault()``.

        >>> if not self.emit("closing", reason="button"):
        ...     self.open = False
        """
        # Not parameters of their own, since `name` and `detail` may be keys of the detail.
        if not 0 < len(event) < 3:
            raise TypeError('emit() takes the event\'s name, and its detail: emit("closing", reason="button")')
        name = event[0]
        detail = event[1] if len(event) > 1 else None
        if len(event) == len(more) == 1 and "detail" in more:
            detail = more["detail"]
        elif more:
            detail = dict(detail or {}, **more)
        number = self._own_number()
        _updates.flush()
        flags = bubbles * EmitFlag.bubbles + composed * EmitFlag.composed + cancelable * EmitFlag.cancelable
        text, extras = pack([detail])
        return bool(host.component_emit(number, name, text, flags, *_updates.crossing(extras)))

    def request_update(self, name=None):
        """Render again, and tell the page the value of a property once more: for lists and dictionaries that
        were changed in place.

        >>> self.items.append(item)
        >>> self.request_update("items")
        """
        if name is not None and name not in self._props:
            raise ValueError(f"{type(self).__name__} has no property {name!r}")
        _updates.want(self, name)

    def set_form_value(self, value):
        """Submit something else than the property ``value``: text, a dictionary of several values by name, or
        ``None`` for nothing."""
        text, extras = pack([value])
        host.component_form_value(self._own_number(), text, *_updates.crossing(extras))

    def set_validity(self, message="", anchor=None, **flags):
        """Say whether the element may be submitted.

        Args:
            message: why not; ``""`` if it may.
            anchor: a selector: what the browser shows the message at.
            **flags: those of JavaScript's ``ValidityState``, in Python's spelling, such as
                ``value_missing=True``; ``custom_error`` when there are none.

        >>> self.set_validity("" if self.value else "Choose a rating.", value_missing=True)
        """
        names = " ".join(name for name in flags if flags[name]) or "custom_error"
        failure = host.component_validity(self._own_number(), names, message, anchor or "")
        if failure:
            fail(failure)

    def _own_number(self):
        own = self._own
        if own is None:
            name = type(self).__name__
            raise RuntimeError(
                f"this {name} has no element: the page makes them, of <{self.tag}> or Element({self.tag!r})"
            )
        return own.number

    def __setattr__(self, name, value):
        if name not in self._props:
            _set(self, name, value)
            return
        before = getattr(self, name)
        if before is value or type(before) is type(value) and type(value) in _PLAIN and before == value:
            return
        _set(self, name, value)
        _updates.changed(self, name, before)


_PLAIN = str, int, float, bool


class States:
    """The custom states of an element, as a set of names."""

    def __init__(self, number):
        self._number = number

    def add(self, name):
        """Set a state."""
        host.component_state(self._number, "add", name)

    def discard(self, name):
        """Take a state away, if it is set."""
        host.component_state(self._number, "delete", name)

    remove = discard

    def toggle(self, name, on):
        """Set a state, or take it away."""
        host.component_state(self._number, "add" if on else "delete", name)

    def __contains__(self, name):
        return bool(host.component_state(self._number, "has", name))


_HOOKS = "updated", "adopted", "form_reset", "form_disabled"


def component(tag):
    """Make a class the class of the elements of that name.

    Elements that are in the page already become such elements at once. A class that is defined again takes
    the place of the one before: its elements are rendered anew, with the properties they have.

    Args:
        tag: in lower case, with a hyphen: ``"click-counter"``.

    Raises:
        TypeError: what is decorated is no class that has :class:`Component` for a base.
        ValueError: it is no name for custom elements, or others have it; a property cannot have its name.

    >>> @component("hello-world")
    ... class HelloWorld(Component):
    ...     def render(self):
    ...         return "Hello, world"
    """
    if not isinstance(tag, str):
        raise TypeError('component() takes the name of the elements: @component("click-counter")')

    def define(cls):
        if not isinstance(cls, type) or not issubclass(cls, Component):
            raise TypeError(f"@component({tag!r}) is for classes with Component for a base, not {cls!r}")
        props = collect(cls, Component)
        spec = {
            "tag": tag,
            "name": cls.__name__,
            "props": [props[name].spec() for name in props],
            "styles": cls.styles if isinstance(cls.styles, str) else "\n".join(cls.styles),
            "shadow": bool(cls.shadow),
            "formAssociated": bool(cls.form_associated),
            "delegatesFocus": bool(cls.form_associated if cls.delegates_focus is None else cls.delegates_focus),
            "hooks": [hook for hook in _HOOKS if getattr(cls, hook) is not getattr(Component, hook)],
        }
        cls.tag = tag
        cls._props = props
        define_elements(cls, spec)
        return cls

    return define
