"""The page as Python objects: elements to make, find and change.

>>> from pyscript.web import page, div, button
>>> page.append(div("Hello", button("Again", on_click=lambda: page["greeting"].show_me()), id="greeting"))
>>> page.find(".item").classes.add("done")

There is a class for every element of HTML, named as the element, with a ``_`` at the end where Python has
the name already: ``del_``, ``input_``, ``map_``, ``object_``, ``select_``.
"""

import sys

from . import _web_finding
from ._host import host
from ._web_collections import ElementCollection
from ._protocol import ITSELF, Mark
from ._web_descriptions import head_of
from ._web_elements import Element
from ._web_views import Classes, Options, Styles

#: The names of HTML's elements.
NAMES = (
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col "
    "colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta "
    "meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script "
    "search section select slot small source span strong style sub summary sup svg table tbody td template textarea "
    "tfoot th thead time title tr track u ul var video wbr"
).split()

_UNDERSCORED = "del", "input", "map", "object", "select"
# Names of a module of its own: few pages need it, and it comes for sources that name it (not by `*` alone).
_COMPONENTS = "Component", "component", "prop"
_classes = _web_finding.classes_by_name
_classes["-"] = _classes["svg"] = Element

__all__ = ["Classes", "Element", "ElementCollection", "Options", "Styles", "grid", "page", "select"] + [
    name + "_" * (name in _UNDERSCORED) for name in NAMES if name != "svg"
]


def _class_of(name):
    """Return the class for elements of that name; make it when it is wanted for the first time."""
    kind = _classes.get(name)
    if kind is None:
        if name not in NAMES:
            return Element
        bases = (_WITH_BEHAVIOR.get(name, Element),)
        members = {
            "_begin": head_of(name),
            "_heads": {},
            "_steps": {},
            "_known": {},
            "__module__": __name__,
            "get_tag_name": _get_tag_name,
            "__doc__": f"The ``<{name}>`` element.",
        }
        kind = _classes[name] = type(name + "_" * (name in _UNDERSCORED), bases, members)
    return kind


@classmethod
def _get_tag_name(cls):
    return cls._begin[1:].split(Mark.between)[0]


def __getattr__(name):
    if name == "elements":
        return sys.modules[__name__]
    if name in _COMPONENTS:
        from . import _components

        value = globals()[name] = getattr(_components, name)
        return value
    tag = name[:-1] if name.endswith("_") else name
    if tag not in NAMES or tag == "svg":
        raise AttributeError(f"module 'pyscript.web' has no attribute {name!r}")
    kind = globals()[name] = _class_of(tag)
    return kind


def __dir__():
    return __all__ + list(_COMPONENTS)


class _WithOptions(Element):
    """An element with options: they are given as ``option`` elements, as text, or as pairs of text and
    value."""

    def __init__(self, *children, **attributes):
        if "children" in attributes:
            children = list(children) + [attributes.pop("children")]
        super().__init__(*_as_options(children), **attributes)

    def append(self, *children):
        """Add options: elements, text, or pairs of text and value."""
        super().append(*_as_options(children))

    @property
    def options(self):
        """The options, as a list."""
        return Options(self)

    def clear(self):
        """Remove all options."""
        self.options.clear()


def _as_options(children):
    option = _class_of("option")
    result = []
    for child in children:
        if isinstance(child, str):
            child = option(child)
        elif isinstance(child, tuple) and [isinstance(part, (Element, list)) for part in child] == [False, False]:
            child = option(child[0], value=child[1])
        elif isinstance(child, (list, tuple)):
            child = _as_options(child)
        result.append(child)
    return result


# Endings of names that say of which kind a picture is.
_PICTURES = ("png", "jpg", "jpeg", "webp", "avif", "bmp", "gif", "tiff")


class _Canvas(Element):
    def draw(self, what, width=None, height=None):
        """Draw an image, a video, a canvas or a bitmap onto this canvas, at its upper left.

        Args:
            what: an element, or what ``drawImage`` takes.
            width: how wide it becomes, in pixels; as it is when neither is given.
            height: how high; in proportion when only one is given.

        >>> canvas.draw(web.page["photo"], width=200)
        """
        what = getattr(what, "_dom_element", what)
        size = ()
        if width or height:
            full = _size(what)
            size = width or full[0] * height / full[1], height or full[1] * width / full[0]
        self._dom_element.getContext("2d").drawImage(what, 0, 0, *size)

    def download(self, filename="snapped.png"):
        """Have the browser save the canvas as an image.

        Args:
            filename: its ending says of which kind: ``png``, ``jpg`` or ``webp``. A kind that the browser
                cannot write becomes a PNG, with ``png`` for the ending.

        >>> canvas.download("chart.png")
        """
        name, _, ending = filename.rpartition(".")
        kind = ending.lower() if name and ending.lower() in _PICTURES else "png"
        href = self._dom_element.toDataURL("image/" + ("jpeg" if kind == "jpg" else kind))
        if kind != "png" and href.startswith("data:image/png"):
            filename = name + ".png"
        _class_of("a")(download=filename, href=href).click()


class _Video(Element):
    def snap(self, to=None, width=None, height=None):
        """Draw the picture that the video shows onto a canvas, and return that.

        Args:
            to: a ``canvas``, its id or selector; by default a new one.
            width: how wide the picture becomes, in pixels; the video's own by default.
            height: how high.

        Raises:
            ValueError: there is no such canvas.

        >>> page.append(video.snap())
        """
        full_width, full_height = _size(self._dom_element)
        if to is None:
            width = width or (full_width * height // full_height if height else full_width)
            height = height or full_height * width // (full_width or 1)
            to = _class_of("canvas")(width=width, height=height)
        elif isinstance(to, str):
            found = page[to]
            to = found[0] if isinstance(found, ElementCollection) and found else found
        elif not isinstance(to, Element):
            to = _web_finding.wrap(to)
        if not isinstance(to, _Canvas):
            raise ValueError(f"snap() draws onto a <canvas>, and there is none: {to!r}")
        to.draw(self, width, height)
        return to


def _size(node):
    """Return the size of a picture in pixels, as it is."""
    for width, height in (("videoWidth", "videoHeight"), ("naturalWidth", "naturalHeight"), ("width", "height")):
        if hasattr(node, width):
            return getattr(node, width), getattr(node, height)
    return 0, 0


_WITH_BEHAVIOR = {
    "canvas": _Canvas,
    "datalist": _WithOptions,
    "optgroup": _WithOptions,
    "select": _WithOptions,
    "video": _Video,
}


class grid(_class_of("div")):
    """A ``<div>`` whose children are laid out in a grid; ``style`` says how.

    >>> grid(div("a"), div("b"), style={"grid-template-columns": "1fr 2fr"})
    """

    def __init__(self, *children, style=None, **attributes):
        if isinstance(style, str):
            style = "display: grid;" + style
        else:
            style = dict(style or (), display="grid")
        super().__init__(*children, style=style, **attributes)


class _Page:
    """The page that the code belongs to.

    >>> page.title = "Hello"
    >>> page["greeting"].text = "the one with that id, or None"
    >>> page["#list > li"][0].text = "as with find"
    """

    def find(self, selector):
        """Return the elements of the page that match a CSS selector, as a collection.

        Raises:
            ValueError: it is no selector.

        >>> for item in page.find("li"):
        ...     print(item.text)
        """
        return _web_finding.find(host.document, ITSELF, selector)

    def append(self, *children):
        """Add elements, text and lists of them to the end of the page's body."""
        self.body.append(*children)

    def __getitem__(self, key):
        return _web_finding.pick(host.document, ITSELF, key)

    @property
    def html(self):
        """The ``<html>`` element."""
        return _web_finding.wrap(host.document.documentElement)

    @property
    def head(self):
        """The ``<head>`` element."""
        return _web_finding.wrap(host.document.head)

    @property
    def body(self):
        """The ``<body>`` element."""
        return _web_finding.wrap(host.document.body)

    @property
    def title(self):
        """The title, as the browser's tab shows it."""
        return host.document.title

    @title.setter
    def title(self, title):
        host.document.title = title


page = _Page()
sys.modules[__name__ + ".elements"] = sys.modules[__name__]
