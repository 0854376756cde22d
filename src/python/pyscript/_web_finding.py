"""Elements that the page has: found, and wrapped in the classes of their names."""

from ._host import fail, host
from ._platform import NOTHING
from ._protocol import ITSELF

_set = object.__setattr__
_new = object.__new__
# Classes by the name of their elements; see :mod:`pyscript.web`.
classes_by_name = {}


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
    return collection(found)


def pick(ref, at, key):
    """Return what ``[key]`` means: the element with that id, None when there is none, or what a selector
    finds."""
    found = host.web_by_id(ref, at, key)
    if found is not None and found is not NOTHING:
        return wrap(found)
    name = key[1:] if key.startswith("#") else key
    from . import web

    is_id = not any(character in " .:#[]>+~*,()='\"\\|" for character in name) and name
    return None if is_id and (name is not key or key not in web.NAMES) else find(ref, at, key)


def collection(ref):
    """Return the elements of an array as a collection."""
    from ._web_collections import ElementCollection

    return ElementCollection(ref)
