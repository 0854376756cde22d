"""Properties of components: :class:`prop`, and what a class has of them."""

import json

_TYPES = {str: "str", int: "int", float: "float", bool: "bool", list: "list", dict: "dict"}
_NAMES = {kind.__name__: name for kind, name in _TYPES.items()}


def prop(default=None, *, type=None, attribute=None, reflect=False, converter=None):
    """A property of a :class:`~pyscript.web.Component`, and an attribute of its elements.

    The page has it under its name in JavaScript's spelling (``max_value`` is ``maxValue``), the markup under
    its attribute's (``max-value``).

    Args:
        default: its value as long as none is set. Lists and dictionaries are copied for each element, all
                through.
        type: ``str``, ``int``, ``float``, ``bool``, ``list``, ``dict`` or ``object``, for anything: what
            attributes are converted to. By default that of the annotation, where the interpreter keeps
            those (MicroPython does not), else that of ``default``.
        attribute: the name of the attribute; ``False`` for none.
        reflect: whether setting the property sets the attribute.
        converter: a function that makes a value of the attribute's text.

    Raises:
        TypeError: ``default`` is not of that type, or ``converter`` cannot be called.

    >>> count: int = prop(0, reflect=True)
    >>> ratio = prop(0.5)
    >>> day = prop(None, type=object, converter=date.fromisoformat)
    """
    if isinstance(default, str) and type in (int, float):
        raise TypeError(f"the default of a property of type {type.__name__} is a number, not {default!r}")
    if converter is not None and not callable(converter):
        raise TypeError(f"a converter must be callable, and {converter!r} is not")
    return Prop(default, type, attribute, reflect, converter)


class Prop:
    """The result of :func:`prop`; a class that is decorated has the default in its place."""

    _made = 0

    def __init__(self, default, type, attribute, reflect, converter):
        self.default = default
        self.type = type
        self.attribute = attribute
        self.reflect = reflect
        self.converter = converter
        self.name = ""
        self.kind = ""
        Prop._made += 1
        # MicroPython's classes do not keep the order of what is in them.
        self.number = Prop._made

    def value(self):
        """Return the default, for one element."""
        return _copied(self.default)

    def arrived(self, value):
        """Return a value of the page's as one of the property's type."""
        if self.kind == "float" and type(value) is int:
            return float(value)
        return value

    def spec(self):
        """Return what the page has to know."""
        attribute = self.attribute
        if attribute is None:
            # `for_` is called so because `for` is Python's.
            attribute = self.name.rstrip("_").replace("_", "-").lower()
        default = self.default
        try:
            plain = type(default) in _TYPES and (type(default) not in (list, dict) or bool(json.dumps(default)))
        except (TypeError, ValueError):
            plain = False
        return {
            "name": self.name,
            "type": self.kind,
            "attribute": attribute or "",
            "reflect": bool(self.reflect),
            "converts": self.converter is not None,
            "default": default if plain else None,
        }


def _copied(value):
    """Copy lists and dictionaries, all through."""
    kind = type(value)
    if kind is list:
        return [_copied(item) for item in value]
    if kind is dict:
        copy = value.copy()
        for key in copy:
            copy[key] = _copied(copy[key])
        return copy
    return value.copy() if isinstance(value, (list, dict)) else value


def collect(cls, root):
    """Return the properties of a class and its bases, by name, and put their defaults in their places."""
    found = {}
    _gather(cls, root, found)
    ordered = sorted(found.values(), key=lambda each: each.number)
    for each in ordered:
        if hasattr(root, each.name) or each.name.startswith("_"):
            raise ValueError(f"{cls.__name__}: a property cannot be called {each.name!r}: components have that")
    return {each.name: each for each in ordered}


def _gather(cls, root, found):
    for base in reversed(cls.__bases__):
        if base is not object and base is not root:
            _gather(base, root, found)
    own = cls.__dict__.get("_own_props")
    if own is None:
        own = {}
        annotations = None
        for name, value in list(cls.__dict__.items()):
            if isinstance(value, Prop):
                if annotations is None:
                    annotations = _annotations(cls)
                value.name = name
                value.kind = _kind(value, annotations.get(name))
                own[name] = value
            elif name in found and (value is None or type(value) in _TYPES):
                own[name] = _with_default(found[name], value)
        for name in own:
            setattr(cls, name, own[name].default)
        cls._own_props = own
    found.update(own)


def _with_default(base, default):
    """Return the property of a class that gives the one of its base another default."""
    own = Prop(default, base.type, base.attribute, base.reflect, base.converter)
    own.name = base.name
    own.kind = base.kind
    own.number = base.number
    return own


def _annotations(cls):
    try:
        return getattr(cls, "__annotations__", None) or {}
    except NameError:  # one names what is there for type checkers only
        return {}


def _kind(each, annotation):
    """Return the name of a property's type, as the page knows it."""
    if each.type is not None:
        return _TYPES.get(each.type, "any")
    if annotation is not None:
        found = _named(annotation)
        if found:
            return found
    # Without an annotation, `0` may stand for any number.
    kind = _TYPES.get(type(each.default), "any")
    return "number" if kind == "int" else kind


def _named(annotation):
    if isinstance(annotation, str):
        for part in annotation.split("|"):
            name = part.strip().split("[")[0]
            if name in _NAMES:
                return _NAMES[name]
        return "any"
    if annotation in _TYPES:
        return _TYPES[annotation]
    origin = getattr(annotation, "__origin__", None)
    if origin in _TYPES:
        return _TYPES[origin]
    for part in getattr(annotation, "__args__", ()):
        if part in _TYPES or getattr(part, "__origin__", None) in _TYPES:
            return _named(part)
    return "any"
