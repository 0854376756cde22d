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

from ._context import Coroutine, current
from ._host import fail, host, is_js
from ._platform import MICROPYTHON
from ._protocol import ITSELF, Mark
from ._web_attributes import crossing, event_of, handler_of

_PLAIN = str, int, bool
_MAX_HEADS = 200
_set = object.__setattr__
# MicroPython looks for a built-in name here first.
_callable = callable
_isinstance = isinstance
_str = str
_type = type
# Asking the host for a function costs more than calling it.
_web_make = host.web_make
_web_leaf = host.web_leaf
_number = 0
# True while a component renders: its elements stay descriptions, which may be used again.
_rendering = False
# Numbers begin here in each rendering: what has not changed reads the same then.
_FIRST_RENDERED = -1000000
# The number with which it goes on when nothing renders any more.
_later = 0
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
    # Heads of rendered elements of this class: by the head before they got attributes, then by the name and
    # value of one after the other, at None; and how many. To ask one by one makes no object, as a key would.
    _steps = {}
    # The known attributes of its elements, by name; None if that is not the same for all.
    _known = None
    # The beginning of each item of the description, once it was asked for.
    _begins = None
    # True if what is put into the description stays there for a while.
    _keeps = True

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
        before = spec[0]
        number = _number
        if _rendering and style is None:
            step = self._steps.get(before)
            if step is not None:
                handlers = None
                for name in attributes:
                    step = step.get(name)
                    if step is None:
                        break
                    value = attributes[name]
                    if _callable(value):
                        step = step.get(number)
                        if handlers is None:
                            handlers = [number, value]
                        else:
                            handlers += [number, value]
                        number += 1
                    elif _type(value) is _str:
                        step = step.get(value)
                    else:
                        step = None
                    if step is None:
                        break
                if step is not None and None in step:
                    spec[0] = step[None]
                    if handlers:
                        state[3] = state[3] + handlers if state[3] else handlers
                        _number = number
                    return
                number = _number
        known = self._known
        begin, classes, text = spec[0].split(Mark.between)
        result = json.loads(text) if text else {}
        if style is not None:
            result["style"] = style if isinstance(style, str) else dict(style)
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
                    if _rendering and callable(value):
                        result["on_" + event] = self._lend(value)
                    elif value is not None:
                        result["on_" + event] = self._lend(handler_of(value), value)
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
        if _rendering and style is None and known is not None:
            self._keep(before, attributes, number)

    def _keep(self, before, attributes, number):
        """Keep a head for elements that begin alike and get the same attributes, if these are text, and
        functions for events, of which a head has the numbers."""
        for name in attributes:
            value = attributes[name]
            if not callable(value) if name.startswith("on_") else type(value) is not str:
                return
        step = self._steps
        kept = step.get(None, 0)
        if kept == _MAX_HEADS // 2:
            return
        step[None] = kept + 1
        step = step.setdefault(before, {})
        for name in attributes:
            value = attributes[name]
            if name.startswith("on_"):
                value = number
                number += 1
            step = step.setdefault(name, {}).setdefault(value, {})
        step[None] = self._state[2][0]

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
        """Add children to a description: all of them or, where one is none, none.

        Raises:
            TypeError: one is no child.
            ValueError: one is this element.
        """
        if _rendering:
            # Nothing moves then, and a rendering that fails is not used.
            self._add(children, None, None)
            return
        spec = self._state[2]
        before = len(spec)
        described = []
        leaving = []
        try:
            self._add(children, described, leaving)
        except BaseException:
            del spec[before:]
            for state in described:
                state[0] = None
                state[1] = 0
            raise
        # They leave their places now, not when this element is made.
        if self._keeps:
            for child in leaving:
                child.remove()

    def _add(self, children, described, leaving):
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
                        described.append(state)
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
                spec.append(Mark.literal + str(child).replace(Mark.between, "\ufffd"))
            elif is_js(child):
                if not _rendering and hasattr(child, "remove"):
                    leaving.append(child)
                spec.append(Mark.lent + str(self._lend(child)["$"]))
            else:
                try:
                    items = iter(child)
                except TypeError:
                    raise TypeError(f"a child is text, an element or a list of those, not {type(child).__name__}")
                self._add(items, described, leaving)

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

    _keeps = False

    def __init__(self):
        self._state = [None, 0, [], None]

    def append_to(self, ref, at):
        """Have the host append all of them."""
        state = self._state
        try:
            make(state, ref, at)
        except BaseException:
            # Nothing has left its place, nor does it later, when an element is made that is described here.
            spec = state[2]
            for index, item in enumerate(spec):
                if item[:1] == Mark.lent:
                    spec[index] = Mark.literal
            raise


def begin_rendering():
    """Have elements stay descriptions from now on. Return what :func:`end_rendering` takes."""
    global _rendering, _later
    before = _rendering, _number
    if not _rendering:
        _later = _number
    _rendering = True
    return before


def end_rendering(before):
    """Have all be as before."""
    global _rendering, _number
    _rendering, _number = before
    if not _rendering:
        _number = _later


def rendered(instance):
    """Return the state of what an instance of a component renders: the description, and what that lends.

    Raises:
        TypeError: it is nothing that an element can have in it.
    """
    global _number, _later
    _number = _FIRST_RENDERED
    content = instance.render()
    state = content._state if _isinstance(content, Described) else None
    if state is None or state[0] is not None:
        state = _state_of(content)
    lent = state[3]
    # The function of one event is all that most have.
    if lent and len(lent) != 2 and _collides(lent):
        # An element of an earlier rendering is used again, whose numbers were given anew.
        _number = _later
        state = _state_of(instance.render())
        _later = _number
    return state


def _state_of(content):
    # The mark that ends the last element may be left out.
    if isinstance(content, Described) and content._state[0] is None:
        return content._state
    if _type(content) is Coroutine:
        content = _items_of(content)
    batch = Batch()
    if content is not None:
        batch._adopt((content,))
    return batch._state


def _items_of(content):
    """Return what a generator gives. A coroutine, of the same type on MicroPython, returns something.

    Raises:
        TypeError: it is a coroutine.
    """
    items = []
    try:
        while MICROPYTHON:
            items.append(next(content))
    except StopIteration as end:
        if end.value is None:
            return items
    content.close()
    raise TypeError("render() returns what is shown at once, and may not be async: await in connected(), and set a property")


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
