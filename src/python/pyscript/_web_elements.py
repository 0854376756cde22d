"""An element of the page, as programs see it."""

from ._host import fail, host, is_js
from ._platform import NOTHING
from ._protocol import ITSELF, Mark
from ._web_attributes import assign
from ._web_descriptions import Batch, Described, head_of, make
from ._web_finding import collection, find, pick, wrap
from ._web_views import Classes, Styles, class_names

_TEXT = "text", "textContent"
_CONTENT = _TEXT + ("html", "innerHTML")
_OWN = "classes", "style"
_set = object.__setattr__
# MicroPython looks for a built-in name here first.
_str = str
_type = type
# Asking the host for a function costs more than calling it.
_web_set = host.web_set


class Element(Described):
    """An element of the page: any at all, also of SVG and custom ones. Those of HTML have classes of their
    own.

    Args:
        *children: what is in it: text, which is escaped, elements, and lists of them. For ``Element``
            itself the first is the element's name, or an element of JavaScript's, which it then stands
            for.
        classes: a list of class names, or one.
        style: a dictionary of CSS styles.
        **attributes: properties and attributes, and functions for events: ``on_click=greet``. ``children``
            is a list of more children.

    Raises:
        AttributeError: no standard knows such a property or attribute. One that only other elements have
            is set all the same, with a warning.
        TypeError: a child is something else.
        ValueError: there is no such event.

    >>> web.page.append(web.div(web.h1("Hello"), web.button("Go", on_click=go), id="box", classes=["big"]))
    >>> web.Element("svg", web.Element("circle", r=5), viewBox="0 0 10 10")
    >>> web.Element(document.activeElement).tagName
    'BODY'
    """

    # The identity of its node, once it was asked for: a worker waits for that.
    _node_number = None

    def __init_subclass__(cls, **options):
        cls._heads, cls._steps, cls._known = {}, {}, None if cls._begin is None else {}

    def __init__(self, *children, classes=None, style=None, **attributes):
        head = self._begin
        lent = None
        if attributes and "children" in attributes:
            children = list(children) + [attributes.pop("children")]
        if head is None:
            if not children or not (isinstance(children[0], str) or is_js(children[0])):
                raise TypeError("Element() takes the name of an element, or an element of JavaScript's")
            name, *children = children
            if is_js(name):
                _set(self, "_state", [name, ITSELF, None, None])
                self.append(*children)
                return self.update(classes, style, **attributes)
            head = head_of(name.replace(Mark.between, "?"))
            lent = []
        if classes is not None:
            if type(classes) is not str:
                classes = " ".join(classes)
            head = self._heads.get(classes) or self._head(head, classes)
        spec = [head]
        _set(self, "_state", [None, 0, spec, lent])
        if attributes or style is not None:
            self._describe(attributes, style)
        for child in children:
            if _type(child) is _str and child >= " " and Mark.between not in child:
                spec.append(child)
            else:
                return self._adopt(children if len(spec) == 1 else children[len(spec) - 1 :])

    # Returns the element's attribute of that name.

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        ref = self._reference()
        if name.startswith("on_"):
            return self.get_event(name)
        value = _value(host.web_get(ref, self._at, name))
        if value is None:
            failure = host.web_knows(ref, self._at, name)
            if failure:
                fail(failure)
        return value

    def __setattr__(self, name, value):
        known = self._known
        is_known = known is not None and name in known
        if not is_known and (name in _OWN or name.startswith("_") or hasattr(type(self), name)):
            _set(self, name, value)
            return
        state = self._state
        ref = state[0]
        if ref is None:
            if name not in _CONTENT:
                self._describe({name: value})
                return
            if name in _TEXT and len(state[2]) == 1:
                self._adopt(("" if value is None else str(value),))
                return
        if ref is None or isinstance(ref, Described):
            ref = self._reference()
        if is_known and type(value) is str:
            failure = _web_set(ref, state[1], name, value)
        else:
            failure = assign(ref, state[1], name, value)
        if failure:
            fail(failure)
        if not is_known and known is not None and not name.startswith("on"):
            known[name] = True

    @property
    def classes(self):
        """The classes, as a set: it changes the element, and is what the element has at the time."""
        return Classes(self)

    @classes.setter
    def classes(self, names):
        host.web_classes(self._reference(), self._at, "set", class_names(names))

    @property
    def style(self):
        """The styles, as a dictionary, by their CSS names: ``style["background-color"] = "red"``."""
        return Styles(self)

    @style.setter
    def style(self, styles):
        Styles(self)._put(styles, True)

    def update(self, classes=None, style=None, **attributes):
        """Add classes and styles, set properties, all at once.

        >>> button.update(classes=["done"], style={"color": "green"}, disabled=True, on_click=None)
        """
        if classes is not None:
            self.classes.add(*class_names(classes).split())
        if style is not None:
            self.style.update(style)
        for name, value in attributes.items():
            setattr(self, name, value)

    # The tree.

    def append(self, *children):
        """Add to the end of what is in the element: text, elements, lists of them; in one go.

        >>> todo.append(web.li("Write"), web.li("Rest"))
        """
        state = self._state
        ref = state[0]
        if ref is None:
            self._adopt(children)
            return
        if state[1] >= 0 and isinstance(ref, Described):
            ref = self._reference()
        for child in children:
            if len(children) == 1 and isinstance(child, Described):
                its = child._state
                if its[0] is None:
                    make(its, ref, state[1])
                    return
            batch = Batch()
            batch._adopt(children)
            batch.append_to(ref, state[1])
            return

    @property
    def children(self):
        """The elements in this one, as a collection."""
        return collection(host.web_children(self._reference(), self._at))

    @property
    def parent(self):
        """The element that this one is in, or ``None``."""
        return wrap(self._dom_element.parentElement)

    def find(self, selector):
        """Return the elements in this one that match a CSS selector, as a collection.

        Raises:
            ValueError: it is no selector.

        >>> table.find("td.total").text = "0"
        """
        return find(self._reference(), self._at, selector)

    def clone(self, clone_id=None):
        """Return a copy with all that is in it, without functions for events; its id is ``clone_id``, or
        none."""
        copy = wrap(self._dom_element.cloneNode(True))
        copy.id = clone_id
        return copy

    def get_tag_name(self):
        """Return the name of the element, as in HTML; classes know it, too.

        >>> web.input_.get_tag_name()
        'input'
        """
        return host.web_get(self._reference(), self._at, "localName")

    def get_event(self, name):
        """Return the :class:`~pyscript.events.Event` that is triggered when the element's event happens.

        ``element.on_click`` is ``element.get_event("on_click")``.

        Args:
            name: the event's, after ``on_``.

        Raises:
            ValueError: elements have no such event.

        >>> button.get_event("on_click").add_listener(greet)
        """
        from ._web_events import element_event

        return element_event(self._reference(), self._at, name)

    def show_me(self):
        """Scroll the page to the element."""
        self._dom_element.scrollIntoView()

    def __getitem__(self, key):
        """Return the child with an index, the element with an id or ``None``, or what a selector finds."""
        return pick(self._reference(), self._at, key) if isinstance(key, str) else self.children[key]

    def __iter__(self):
        return iter(self.children)

    def __eq__(self, other):
        if self is other:
            return True
        return isinstance(other, Element) and hash(self) == hash(other)

    def __hash__(self):
        number = self._node_number
        if number is None:
            number = host.web_number(self._reference(), self._at)
            _set(self, "_node_number", number)
        return number

    def __repr__(self):
        name = host.web_get(self._reference(), self._at, "localName")
        return f"<{name}#{self.id}>" if self.id else f"<{name}>"


def _value(value):
    return None if value is NOTHING else value
