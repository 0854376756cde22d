"""Collections of elements: what was found, or is in an element."""

import json

from ._host import LINKED, fail, host, is_js
from ._web_attributes import assign
from ._protocol import EACH
from ._web_elements import Element
from ._web_finding import class_of, find, pick, wrapped
from ._web_views import Classes, Styles, class_names


class ElementCollection:
    """Elements in a row: what ``find`` returns, and ``children``. It stays as it was found.

    What is read from it is a list with what each element has; what is set is set on all of them, at once.

    >>> rows = page.find("tr")
    >>> rows[1:].classes.add("data")
    >>> rows["total"].text = "42"
    >>> rows.hidden = False
    >>> rows.value
    ['a', 'b']
    """

    _at = EACH

    def __init__(self, elements):
        if not is_js(elements):
            elements = [getattr(element, "_dom_element", element) for element in elements]
            if LINKED:
                elements = host.web_slice(elements, 0, len(elements), 1)  # the page's array of them
            else:
                from .ffi import to_js

                elements = to_js(elements)
        object.__setattr__(self, "_ref", elements)
        object.__setattr__(self, "_names", None)

    def _reference(self):
        return self._ref

    @property
    def _dom_element(self):
        return self._ref

    def _loaded(self):
        """Return the names of the elements; they are asked for once."""
        if not self._names:
            object.__setattr__(self, "_names", host.web_names(self._ref, EACH).split())
        return self._names

    def __len__(self):
        return len(self._names) if self._names else self._ref.length

    def __iter__(self):
        ref = self._ref
        at = 0
        last = None
        for name in self._loaded():
            if name != last:
                kind = class_of(name)
                last = name
            yield wrapped(ref, at, kind)
            at += 1

    def __getitem__(self, key):
        if isinstance(key, str):
            return pick(self._ref, EACH, key)
        if self._names is None and not isinstance(key, slice) and key >= 0:
            # Of many collections one element is taken: `element.children[2]`.
            object.__setattr__(self, "_names", ())
            name = host.web_names(self._ref, key)
            if name:
                return wrapped(self._ref, key, class_of(name))
        names = self._loaded()
        if isinstance(key, slice):
            start, stop, step = key.indices(len(names))
            return ElementCollection(host.web_slice(self._ref, start, stop, step))
        index = key + len(names) if key < 0 else key
        if not 0 <= index < len(names):
            raise IndexError(f"there is no element {key}: the collection has {len(names)}")
        return wrapped(self._ref, index, class_of(names[index]))

    def find(self, selector):
        """Return what a selector finds in all of the elements, each element once."""
        return find(self._ref, EACH, selector)

    @property
    def elements(self):
        """The elements as a list."""
        return list(self)

    @property
    def classes(self):
        """The classes of each element, as a list; ``add``, ``remove``, ``replace`` and ``toggle`` are for
        all."""
        return _ClassesOfAll(self)

    @classes.setter
    def classes(self, names):
        host.web_classes(self._ref, EACH, "set", class_names(names))

    @property
    def style(self):
        """The styles, as a dictionary: it gives lists, and sets a style on all elements."""
        return _StylesOfAll(self)

    @style.setter
    def style(self, styles):
        Styles(self)._put(styles, True)

    def update_all(self, classes=None, style=None, **attributes):
        """Add classes and styles, and set properties, on all elements.

        >>> page.find("input").update_all(disabled=True, classes=["off"])
        """
        Element.update(self, classes, style, **attributes)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(f"a collection has no attribute {name!r}")
        text = "" if name.startswith("on_") else host.web_get_all(self._ref, name)
        return json.loads(text) if text else [getattr(element, name, None) for element in self]

    def __setattr__(self, name, value):
        if name in ("classes", "style"):
            object.__setattr__(self, name, value)
            return
        failure = assign(self._ref, EACH, name, value)
        if failure:
            fail(failure)

    def __eq__(self, other):
        return isinstance(other, (ElementCollection, list)) and list(self) == list(other)

    def __repr__(self):
        return f"ElementCollection({list(self)!r})"


class _ClassesOfAll(Classes):
    def _each(self):
        return [element.classes for element in self._element]

    def __getitem__(self, index):
        return self._each()[index]

    def __iter__(self):
        return iter(self._each())

    def __len__(self):
        return len(self._element)

    def contains(self, class_name):
        return any(class_name in classes for classes in self._each())

    def __eq__(self, other):
        return self._each() == list(other)

    def __repr__(self):
        return repr([list(classes) for classes in self._each()])


class _StylesOfAll(Styles):
    def __getitem__(self, name):
        if isinstance(name, int):
            return self._element[name].style
        return [element.style[name] for element in self._element]

    def get(self, name, default=None):
        return [value or default for value in self[name]]

    def _all(self):
        names = {name for element in self._element for name in element.style}
        return {name: self[name] for name in names}

    def __contains__(self, name):
        return any(self[name])
