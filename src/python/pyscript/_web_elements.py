"""Elements of the page.

An element that Python makes is a *description* until its node is needed: a list of text, which goes into
that of the element it is put into as one item. The host makes a whole tree of it at once, and returns an array that has each node at the place
where its description begins. So an element is known by an array and a place in it, as are those that
were found: a proxy for the node itself is made only when it is asked for.

An element keeps all this in one list, ``_state``: where it is (None for a description, the element whose description it
is part of, else the host's array), its place there, its description, and the values that this lends to the host, each
after its number. MicroPython's allocator slows down
when objects grow that are older than others: it looks for room anew from where they were.
"""

import json

from ._context import current
from ._host import MICROPYTHON, NOTHING, fail, handling, host, is_js
from ._web_views import Classes, Styles, class_names

# As in the host's interface.
ITSELF = -1
EACH = -2

_PLAIN = str, int, bool
_TEXT = "text", "textContent"
_CONTENT = _TEXT + ("html", "innerHTML")
_OWN = "classes", "style"
# As in `Mark` of the host.
_BEGIN, _END, _LENT, _LITERAL, _BETWEEN = "\x01", "\x02", "\x03", "\x04", "\x1f"
_set = object.__setattr__
_new = object.__new__
# Asking the host for a function costs more than calling it.
_web_make = host.web_make
_web_set = host.web_set
_number = 0
# Classes by the name of their elements; see :mod:`pyscript.web`.
classes_by_name = {}


class Element:
    """An element of the page: any at all, also of SVG and custom ones. Those of HTML have classes of their own.

    Args:
        *children: what is in it: text, which is escaped, elements, and lists of them. For ``Element`` itself the
            first is the element's name, or an element of JavaScript's, which it then stands for.
        classes: a list of class names, or one.
        style: a dictionary of CSS styles.
        **attributes: properties and attributes, and functions for events: ``on_click=greet``.

    Raises:
        AttributeError: the element has no such property or attribute.
        TypeError: a child is something else.

    >>> web.page.append(web.div(web.h1("Hello"), web.button("Go", on_click=go), id="box", classes=["big"]))
    >>> web.Element("svg", web.Element("circle", r=5), viewBox="0 0 10 10")
    >>> web.Element(document.activeElement).tagName
    'BODY'
    """

    _begin = None
    # What elements of this class are known to have, by name; None where it is not the same for all.
    _known = None
    # Where each item of the description begins, once somebody asks.
    _begins = None

    def __init_subclass__(cls, **options):
        cls._known = None if cls._begin is None else {}

    def __init__(self, *children, classes=None, style=None, **attributes):
        begin = self._begin
        if begin is None:
            if not children or not (isinstance(children[0], str) or is_js(children[0])):
                raise TypeError("Element() takes the name of an element, or an element of JavaScript's")
            begin, *children = children
            if is_js(begin):
                _set(self, "_state", [begin, ITSELF, None, None])
                self.append(*children)
                return self.update(classes, style, **attributes)
            begin = _BEGIN + begin
        spec = [begin, "", ""]
        _set(self, "_state", [None, 0, spec, None])
        if classes is not None:
            spec[1] = classes = classes if type(classes) is str else " ".join(classes)
            if _BETWEEN in classes:
                spec[1] = classes.replace(_BETWEEN, " ")
        if attributes or style is not None:
            self._describe(attributes, style)
        for child in children:
            if type(child) is str and child >= " " and _BETWEEN not in child:
                spec.append(child)
            else:
                return self._adopt(children if len(spec) == 3 else children[len(spec) - 3 :])

    # Descriptions.

    def _describe(self, attributes, style=None):
        """Note attributes; those that are there already stay."""
        spec = self._state[2]
        result = json.loads(spec[2]) if spec[2] else {}
        if style is not None:
            result["style"] = style if isinstance(style, str) else dict(style)
        known = self._known
        for name, value in attributes.items():
            if known is None or name not in known:
                event = _event(name, value)
                if event:
                    result.pop("on_" + event, None)
                    if value is not None:
                        result["on_" + event] = self._lend(_handler(value), value)
                    continue
                if known is not None:
                    tag = spec[0][1:]
                    if not host.web_can_set(tag, name):
                        raise AttributeError(f"<{tag}> has no property or attribute {name!r} that can be set.")
                    known[name] = True
            if value is None:
                result.pop(name, None)
            elif type(value) in _PLAIN or type(value) is float and value - value == 0:
                result[name] = value
            else:
                result[name] = self._lend(_crossing(value))
        spec[2] = json.dumps(result)

    def _lend(self, *values):
        """Keep values for the host, and return what stands for the first of them."""
        global _number
        state = self._state
        first = _number
        for value in values:
            state[3] = (state[3] or []) + [_number, value]
            _number += 1
        return {"$": first}

    def _adopt(self, children):
        """Add children to a description."""
        spec = self._state[2]
        for child in children:
            if type(child) is str and child >= " " and _BETWEEN not in child:
                spec.append(child)
                continue
            if isinstance(child, Element):
                state = child._state
                if state[0] is None:
                    if child is self:
                        raise ValueError("an element cannot be in itself")
                    state[0] = self
                    state[1] = len(spec)
                    spec.append(_BETWEEN.join(state[2]))
                    spec.append(_END)
                    if state[3]:
                        own = self._state
                        if own[3] is None:
                            own[3] = []
                        own[3].extend(state[3])
                    continue
                child = child._dom_element
            if isinstance(child, (str, int, float)):
                spec.append(_LITERAL + str(child).replace(_BETWEEN, ""))
            elif is_js(child):
                # It leaves its place now, not when this element is made.
                if hasattr(child, "remove"):
                    child.remove()
                spec.append(_LENT + str(self._lend(child)["$"]))
            else:
                try:
                    children = iter(child)
                except TypeError:
                    raise TypeError(f"a child is text, an element or a list of those, not {type(child).__name__}")
                self._adopt(children)

    def _make(self, ref=None, at=ITSELF):
        """Have the host make the tree, and append it to an element."""
        state = self._state
        lent = state[3]
        if lent is None:
            nodes = _web_make(current(), ref, at, _BETWEEN.join(state[2]))
        else:
            # MicroPython cannot pass many arguments at once.
            while MICROPYTHON and len(lent) > 60:
                host.web_lend(*lent[:60])
                lent = lent[60:]
            nodes = _web_make(current(), ref, at, _BETWEEN.join(state[2]), *lent)
        if type(nodes) is str:
            fail(nodes)
        state[0] = nodes
        state[3] = None

    def _reference(self):
        """Return the array that has this element at ``_at``; make the element when it is a description."""
        state = self._state
        ref = state[0]
        if ref is None:
            self._make()
        elif isinstance(ref, Element):
            begins = ref._begins
            if begins is None:
                begins = [0]
                for item in ref._state[2]:
                    begins.append(begins[-1] + item.count(_BETWEEN) + 1)
                _set(ref, "_begins", begins)
            state[0] = ref._reference()
            state[1] = ref._at + begins[state[1]]
        return state[0]

    @property
    def _at(self):
        return self._state[1]

    @property
    def _dom_element(self):
        """The element as JavaScript's: a proxy."""
        ref = self._reference()
        return ref if self._at < 0 else ref[self._at]

    # What the element has.

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        ref = self._reference()
        if name.startswith("on_"):
            return _value(host.web_handler(ref, self._at, name[3:]))
        value = _value(host.web_get(ref, self._at, name))
        if value is None and not host.web_knows(ref, self._at, name):
            raise AttributeError(f"{self!r} has no property or attribute {name!r}.")
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
            if name in _TEXT and len(state[2]) == 3:
                self._adopt(("" if value is None else str(value),))
                return
        if ref is None or isinstance(ref, Element):
            ref = self._reference()
        if type(value) is str and is_known:
            failure = _web_set(ref, state[1], name, value)
        else:
            failure = _assign(ref, state[1], name, value)
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
        elif children:
            if isinstance(ref, Element):
                ref = self._reference()
            batch = children[0]
            if len(children) > 1 or not isinstance(batch, Element) or batch._state[0] is not None:
                batch = _Batch()
                batch._adopt(children)
            batch._make(ref, state[1])

    @property
    def children(self):
        """The elements in this one, as a collection."""
        return _collection(host.web_children(self._reference(), self._at))

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
        """Return a copy with all that is in it, without functions for events; its id is ``clone_id``, or none."""
        copy = wrap(self._dom_element.cloneNode(True))
        copy.id = clone_id
        return copy

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
        return host.web_number(self._reference(), self._at)

    def __repr__(self):
        name = host.web_get(self._reference(), self._at, "localName")
        return f"<{name}#{self.id}>" if self.id else f"<{name}>"


class _Batch(Element):
    """What is appended to an element together."""

    def __init__(self):
        _set(self, "_state", [None, 0, [], None])


def _event(name, value):
    """Return the event that an attribute means a function for."""
    if name.startswith("on_"):
        return name[3:]
    return name[2:] if name.startswith("on") and callable(value) and not is_js(value) else None


def _handler(function):
    if not callable(function):
        raise TypeError(f"a function for events must be callable, and {function!r} is not")
    return handling(function)


def _crossing(value):
    """Make a value JavaScript's."""
    if isinstance(value, Element):
        return value._dom_element
    if value is None or is_js(value) or isinstance(value, (str, int, float)):
        return value
    from .ffi import to_js

    return to_js(value)


def _assign(ref, at, name, value):
    """Set what is not plain."""
    event = _event(name, value)
    if event:
        handler = None if value is None else _handler(value)
        return host.web_set_handler(current(), ref, at, event, handler, value)
    return host.web_set(ref, at, name, _crossing(value))


def _value(value):
    return None if value is NOTHING else value


def class_of(name):
    """Return the class of elements that the host calls by that name."""
    kind = classes_by_name.get(name)
    if kind is None:
        from . import web

        kind = web._class_of(name)
    return kind


def wrapped(ref, at, kind):
    """Return the element of an array."""
    element = _new(kind)
    _set(element, "_state", [ref, at, None])
    return element


def wrap(node):
    """Return the element of a node, None for nothing."""
    if node is None or node is NOTHING:
        return None
    return wrapped(node, ITSELF, class_of(host.web_names(node, ITSELF)))


def find(ref, at, selector):
    """Return a collection of what a selector finds."""
    found = host.web_find(ref, at, selector)
    if type(found) is str:
        fail(found)
    return _collection(found)


def pick(ref, at, key):
    """Return what ``[key]`` means: the element with that id, None when there is none, or what a selector finds."""
    found = host.web_by_id(ref, at, key)
    if found is not None and found is not NOTHING:
        return wrap(found)
    name = key[1:] if key.startswith("#") else key
    from . import web

    is_id = not any(character in " .:#[]>+~*,()='\"\\|" for character in name) and name
    return None if is_id and (name is not key or key not in web.NAMES) else find(ref, at, key)


def _collection(ref):
    from ._web_collections import ElementCollection

    return ElementCollection(ref)
