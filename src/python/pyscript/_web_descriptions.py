"""Descriptions: elements before the page has them.

An element that Python makes is a *description* until its node is needed: a list of text, which goes into
that of the element it is put into. The host makes a whole tree of it at once, and returns an array that
has each node at the place where its description begins. So an element is known by an array and a place in
it, as are those that were found: a proxy for the node itself is made only when it is asked for.

An element keeps all this in one list, ``_state``: where it is (None for a description, the element whose
description it is part of, else the host's array or the node), its place there, its description, and the
values that this lends to the host, each after its number (None where there are none, and the name is
HTML's). MicroPython's allocator slows down when objects grow that are older than others: it looks for room
anew from where they were.

The first item of a description is its head: name, classes, attributes as JSON. Heads are kept, by class,
since making text costs more than all else, on MicroPython.
"""

import json

from ._context import current
from ._host import fail, host, is_js
from ._platform import MICROPYTHON
from ._protocol import ITSELF, Mark
from ._web_attributes import crossing, event_of, handler_of

_PLAIN = str, int, bool
_MAX_HEADS = 200
_set = object.__setattr__
# Asking the host for a function costs more than calling it.
_web_make = host.web_make
_web_leaf = host.web_leaf
_number = 0
# True while a component renders: its elements stay descriptions, which may be used again.
_rendering = False
# Numbers begin here in each rendering: what has not changed reads the same then.
_FIRST_RENDERED = -1000000
# The array that takes leaves: one for many, since a proxy of each would cost more than the rest, and mostly
# nobody wants it. A reference to one of them keeps them all, as with found elements: so there are not very
# many in one.
_leaves = None
_MAX_LEAVES = 30


def head_of(name):
    """Return the head of elements of that name that have nothing."""
    return Mark.begin + name + Mark.between + Mark.between


def _new_leaves():
    global _leaves
    _leaves = host.web_leaves()
    return _leaves


class Described:
    """Base class of objects that have a description, or had one until they were made."""

    # The head of elements of this class that have no classes nor attributes; None where that is not the same
    # for all.
    _begin = None
    # Heads of this class, by classes; none where that is not the same for all.
    _heads = {}
    # The known attributes of its elements, by name; None if that is not the same for all.
    _known = None
    # The beginning of each item of the description, once it was asked for.
    _begins = None

    def _head(self, head, classes):
        """Return a head with classes."""
        if not isinstance(classes, str):
            classes = " ".join(classes)
        head = head[:-1] + classes.replace(Mark.between, " ") + Mark.between
        heads = self._heads
        if self._begin is not None and len(heads) < _MAX_HEADS:
            heads[classes] = head
        return head

    def _describe(self, attributes, style=None):
        """Note attributes; those that are there already stay."""
        global _number
        state = self._state
        spec = state[2]
        key = handlers = None
        if _rendering and style is None and self._known is not None:
            key, handlers = self._key(attributes)
            known_head = key and self._heads.get(key)
            if known_head:
                spec[0] = known_head
                if handlers:
                    state[3] = (state[3] or []) + handlers
                    _number += len(handlers) // 2
                return
        begin, classes, text = spec[0].split(Mark.between)
        result = json.loads(text) if text else {}
        if style is not None:
            result["style"] = style if isinstance(style, str) else dict(style)
        known = self._known
        for name, value in attributes.items():
            if known is None or name not in known:
                event = event_of(name, value)
                if event:
                    if known is not None and " " + event not in known:
                        failure = host.web_can_listen(begin[1:], event)
                        if failure:
                            fail(failure)
                        known[" " + event] = True
                    result.pop("on_" + event, None)
                    if value is not None:
                        handler = value if _rendering and callable(value) else handler_of(value)
                        result["on_" + event] = self._lend(handler, value)
                    continue
                if known is not None:
                    # A key tells elements of components apart; it is no attribute.
                    failure = 0 if name == "key" else host.web_can_set(begin[1:], name)
                    if failure:
                        fail(failure)
                    known[name] = True
            if value is None:
                result.pop(name, None)
            elif type(value) in _PLAIN or type(value) is float and value - value == 0:
                result[name] = value
            else:
                result[name] = self._lend(crossing(value))
        spec[0] = Mark.between.join((begin, classes, json.dumps(result)))
        if key and len(self._heads) < _MAX_HEADS // 2:
            self._heads[key] = spec[0]

    def _key(self, attributes):
        """Return a key for the head that these attributes give a rendered element, and the functions for
        events as :meth:`_lend` keeps them; no key where there is more than text and functions."""
        key = [self._state[2][0]]
        handlers = []
        for name, value in attributes.items():
            if name[:3] != "on_":
                if type(value) is not str:
                    return None, None
            elif callable(value):
                number = _number + len(handlers) // 2
                handlers += [number, value, number + 1, value]
                value = number
            else:
                return None, None
            key.append(name)
            key.append(value)
        return tuple(key), handlers

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
            if type(child) is str and child >= " " and Mark.between not in child:
                spec.append(child)
                continue
            if isinstance(child, Described):
                state = child._state
                if state[0] is None:
                    if child is self:
                        raise ValueError("an element cannot be in itself")
                    if not _rendering:
                        state[0] = self
                        state[1] = len(spec)
                    its = state[2]
                    if len(its) == 2:
                        spec.append(its[0])
                        spec.append(its[1])
                    else:
                        spec.append(Mark.between.join(its))
                    spec.append(Mark.end)
                    if state[3]:
                        own = self._state
                        if own[3] is None:
                            own[3] = []
                        own[3].extend(state[3])
                    continue
                child = child._dom_element
            if child is None and _rendering:
                continue
            if isinstance(child, (str, int, float)):
                spec.append(Mark.literal + str(child).replace(Mark.between, ""))
            elif is_js(child):
                # It leaves its place now, not when this element is made.
                if not _rendering and hasattr(child, "remove"):
                    child.remove()
                spec.append(Mark.lent + str(self._lend(child)["$"]))
            else:
                try:
                    children = iter(child)
                except TypeError:
                    raise TypeError(f"a child is text, an element or a list of those, not {type(child).__name__}")
                self._adopt(children)

    def _reference(self):
        """Return the array that has this element at ``_at``; make the element when it is a description."""
        state = self._state
        ref = state[0]
        if ref is None:
            make(state)
        elif isinstance(ref, Described):
            begins = ref._begins
            if begins is None:
                begins = [0]
                for item in ref._state[2]:
                    begins.append(begins[-1] + item.count(Mark.between) + 1)
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


class Batch(Described):
    """Elements that are appended together."""

    def __init__(self):
        self._state = [None, 0, [], None]


def rendered(render):
    """Return the description of what ``render`` returns, and what that lends, each after its number.

    Raises:
        TypeError: it is nothing that an element can have in it.
    """
    global _rendering, _number
    before = _rendering, _number
    _rendering = True
    first = _FIRST_RENDERED
    try:
        for _ in range(2):
            _number = first
            batch = Batch()
            content = render()
            if content is not None:
                batch._adopt((content,))
            lent = batch._state[3]
            if not lent or not _collides(lent):
                break
            # An element of an earlier rendering is used again, whose numbers were given anew.
            first = before[1]
        return batch._state[2], lent
    finally:
        _rendering = before[0]
        _number = max(_number, before[1])


def _collides(lent):
    """Tell whether one number stands for two values."""
    if len(set(lent[::2])) * 2 == len(lent):
        return False
    values = {}
    return any(values.setdefault(lent[at], lent[at + 1]) != lent[at + 1] for at in range(0, len(lent), 2))


def make(state, ref=None, at=ITSELF):
    """Have the host make the tree of a description, and append it to an element."""
    global _leaves
    spec = state[2]
    lent = state[3]
    if lent is None:
        if len(spec) == 2 and ref is not None:
            # One text and nothing else: most of what is made in great number.
            leaves = _leaves or _new_leaves()
            at = _web_leaf(ref, at, spec[0], spec[1])
            if type(at) is str:
                fail(at)
            state[0] = leaves
            state[1] = at
            if at >= _MAX_LEAVES:
                _leaves = None
            return
        nodes = _web_make(0, ref, at, Mark.between.join(spec))
    else:
        # MicroPython cannot pass many arguments at once.
        while MICROPYTHON and len(lent) > 60:
            host.web_lend(*lent[:60])
            lent = lent[60:]
        nodes = _web_make(current(), ref, at, Mark.between.join(spec), *lent)
    if type(nodes) is str:
        fail(nodes)
    state[0] = nodes
    state[3] = None
