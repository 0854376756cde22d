"""Parts of elements that Python sees as sets, dictionaries and lists: classes, styles, options.

Nothing is kept here: they read and change the element, or all elements of a collection.
"""

import json

from ._host import host


def class_names(names):
    """Return class names, given as text or one by one, as text."""
    return names if isinstance(names, str) else " ".join(names)


class Classes:
    """The classes of an element, as a set of names.

    >>> element.classes.add("big", "red")
    >>> "big" in element.classes
    True
    """

    def __init__(self, element):
        self._element = element

    def _do(self, action, *names):
        element = self._element
        return host.web_classes(element._reference(), element._at, action, " ".join(names))

    def add(self, *class_names):
        """Add classes."""
        self._do("add", *class_names)

    def remove(self, *class_names):
        """Remove classes; those that the element does not have, too."""
        self._do("remove", *class_names)

    discard = remove

    def contains(self, class_name):
        """Tell whether the element has a class."""
        return bool(self._do("contains", class_name))

    def replace(self, old_class, new_class):
        """Put a class in the place of another, if the element has that."""
        self._do("replace", old_class, new_class)

    def toggle(self, class_name):
        """Add a class if it is absent, else remove it."""
        self._do("toggle", class_name)

    def clear(self):
        """Remove all classes."""
        self._do("set")

    def __contains__(self, class_name):
        return isinstance(class_name, str) and self.contains(class_name)

    def __iter__(self):
        return iter(self._do("list").split())

    def __len__(self):
        return len(self._do("list").split())

    def __eq__(self, other):
        try:
            return set(self) == set(other)
        except TypeError:
            return False

    def __repr__(self):
        return f"Classes({list(self)!r})"


class Styles:
    """The styles that are set on an element, as a dictionary, by their names in CSS or in Python and
    JavaScript.

    A style that is not set is ``""``. Setting ``None`` or ``""`` removes.

    >>> element.style["background-color"] = element.style["--accent"] = "teal"
    >>> element.style["backgroundColor"]
    'teal'
    """

    def __init__(self, element):
        self._element = element

    def _put(self, styles, replaces=False):
        element = self._element
        text = json.dumps(styles if isinstance(styles, str) else dict(styles))
        host.web_set_styles(element._reference(), element._at, text, replaces)

    def _all(self):
        element = self._element
        return json.loads(host.web_styles(element._reference(), element._at))

    def __getitem__(self, name):
        element = self._element
        return host.web_style(element._reference(), element._at, name)

    def __setitem__(self, name, value):
        self._put({name: value})

    def __delitem__(self, name):
        self._put({name: None})

    remove = __delitem__

    def get(self, name, default=None):
        """Return a style, ``default`` when it is not set."""
        return self[name] or default

    def pop(self, name, default=None):
        """Remove a style, and return it."""
        value = self.get(name, default)
        del self[name]
        return value

    def set(self, **styles):
        """Set styles by keyword: ``set(background_color="teal")``."""
        self._put(styles)

    def update(self, *styles, **more):
        """Set the styles of dictionaries, and keywords."""
        for each in styles + (more,):
            self._put(each)

    def clear(self):
        """Remove all styles."""
        self._put({}, True)

    def keys(self):
        """Return the names of what is set."""
        return self._all().keys()

    def values(self):
        """Return what is set."""
        return self._all().values()

    def items(self):
        """Return names and values of what is set."""
        return self._all().items()

    def __contains__(self, name):
        return bool(self[name])

    def __iter__(self):
        return iter(self._all())

    def __len__(self):
        return len(self._all())

    def __eq__(self, other):
        return self._all() == (dict(other.items()) if hasattr(other, "items") else other)

    def __repr__(self):
        return f"Styles({self._all()!r})"


class Options:
    """The options of a ``<select>``, ``<datalist>`` or ``<optgroup>``, as a list of elements.

    >>> fruit.options.add(value="1", html="Apple")
    >>> fruit.options.selected.value
    '1'
    """

    def __init__(self, element):
        self._element = element

    def _found(self):
        return self._element.find("option")

    @property
    def selected(self):
        """The option that is selected, the first one of several; ``None`` when there is none."""
        found = self._element.find("option:checked")
        return found[0] if len(found) else None

    def add(self, value=None, html=None, text=None, before=None, **attributes):
        """Add an option, ``before`` an index or an option if that is given, else at the end; return it.

        >>> fruit.options.add("pear", text="Pear", before=0)
        """
        from .web import option

        new = option(**attributes)
        if text is not None:
            new.text = text
        if html is not None:
            new.html = html
        if value is not None:
            new.value = value
        if before is None:
            self._element.append(new)
        else:
            other = self[before] if isinstance(before, int) else before
            other._dom_element.before(new._dom_element)
        return new

    def remove(self, index):
        """Remove the option with that index."""
        self[index]._dom_element.remove()

    def clear(self):
        """Remove all options."""
        for each in self._found():
            each._dom_element.remove()

    def __getitem__(self, index):
        return self._found()[index]

    def __iter__(self):
        return iter(self._found())

    def __len__(self):
        return len(self._found())

    def __repr__(self):
        return f"Options({list(self)!r})"
