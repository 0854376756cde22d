"""Showing values in the page: :func:`display` and :class:`HTML`."""

import json

from ._context import current
from ._host import fail, host, is_js
from ._platform import binascii

__all__ = ["HTML", "display"]

_show_text = host.show_text

# In IPython's order of preference.
_METHODS = (
    ("text/html", "_repr_html_"),
    ("image/svg+xml", "_repr_svg_"),
    ("image/png", "_repr_png_"),
    ("image/jpeg", "_repr_jpeg_"),
    ("application/json", "_repr_json_"),
    ("application/javascript", "_repr_javascript_"),
)
# Types that have no richer form.
_PLAIN = (int, float, list, dict, tuple, type(None))
_KINDS = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/json",
    "application/javascript",
    "text/plain",
)


class HTML:
    """Text that :func:`display` puts into the page as HTML, not escaped.

    Args:
        html: the HTML. It is trusted: never make it of what users type.

    >>> display("<em>em</em>")  # shows the tags
    >>> display(HTML("<em>em</em>"))  # shows "em", emphasized
    """

    def __init__(self, html):
        self.html = html

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return f"HTML({self.html!r})"


def display(*values, target=None, append=True):
    """Show values in the page.

    Text is shown as it is, escaped. Objects are shown in the richest way they know, as in IPython: what
    ``_repr_mimebundle_`` returns, else ``_repr_html_``, ``_repr_svg_``, ``_repr_png_`` and their kin, a
    figure by ``savefig``, anything else by ``repr``. Elements of ``pyscript.web`` are shown themselves.

    Args:
        *values: what to show, each in a ``<div>`` of its own. Empty text and lone newlines are skipped.
        target: an id, a selector, an element of the page or of ``pyscript.web``; by default where the
            script stands.
        append: ``False`` replaces what the target holds, without a ``<div>``.

    Raises:
        ValueError: there is no such target.
        TypeError: the target is something else altogether.

    >>> display("Hello", [1, 2], target="output")
    """
    if append and target is None:
        try:
            (only,) = values  # cheaper than len() and an index
        except ValueError:
            only = None
        if type(only) is str:
            failure = _show_text(current(), only)
            if failure:
                fail(failure)
            return
    if target is not None and not isinstance(target, str):
        element = getattr(target, "_dom_element", target)
        if not is_js(element):
            raise TypeError(f"target must be an id, a selector or an element, not {type(target).__name__}")
        target = element
    elements = [value._dom_element for value in values if _is_element(value)]
    parts = [part for part in map(_part, values) if part]
    if elements:
        places = iter(range(len(elements)))
        parts = [(part[0], str(next(places))) if part[0] == "element" else part for part in parts]
        failure = host.show_parts(current(), target, bool(append), json.dumps(parts), *elements)
    elif len(parts) == 1 and len(parts[0]) == 2:
        failure = host.show(current(), target, bool(append), *parts[0])
    elif parts or not append:
        failure = host.show_parts(current(), target, bool(append), json.dumps(parts))
    else:
        return
    if failure:
        fail(failure)


def _is_element(value):
    return hasattr(type(value), "_dom_element")


def _part(value):
    """Return the kind of ``value`` and its text, perhaps an image's attributes; None when there is nothing to
    show."""
    if isinstance(value, str):
        return ("text/plain", str(value)) if value and value != "\n" else None
    if _is_element(value):
        return "element", ""
    if type(value) not in _PLAIN and not isinstance(value, type) and not is_js(value):
        rich = _from_bundle(value) or _from_methods(value) or _from_figure(value)
        if rich:
            return rich
    return "text/plain", repr(value)


def _from_bundle(value):
    method = getattr(value, "_repr_mimebundle_", None)
    if not callable(method):
        return None
    bundle, metadata = _with_metadata(_call(method))
    for kind in _KINDS:
        content = bundle.get(kind) if bundle else None
        if content is not None:
            own = metadata.get(kind)
            if own is None:
                own = {name: item for name, item in metadata.items() if "/" not in name}
            content, more = _with_metadata(content)
            own = dict(own, **more)
            if kind.startswith("image/") and "alt" not in own and "text/plain" in bundle:
                own["alt"] = _with_metadata(bundle["text/plain"])[0]
            return _encoded(kind, content, own)
    return None


def _from_methods(value):
    for kind, name in _METHODS:
        method = getattr(value, name, None)
        if callable(method):
            content, metadata = _with_metadata(_call(method))
            if content is not None:
                return _encoded(kind, content, metadata)
    return None


def _from_figure(value):
    save = getattr(value, "savefig", None)
    if not callable(save):
        return None
    from io import BytesIO

    file = BytesIO()
    save(file, format="png")
    return _encoded("image/png", file.getvalue(), {})


def _call(method):
    try:
        return method()
    except NotImplementedError:
        return None  # IPython's way of saying that there is no such form


def _with_metadata(result):
    """Return data and metadata: what objects return for :func:`display` is either a pair of them, or the data
    alone."""
    is_pair = isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], (dict, type(None)))
    return (result[0], result[1] or {}) if is_pair else (result, {})


def _encoded(kind, content, metadata):
    """Make text of ``content``."""
    is_svg = kind == "image/svg+xml"
    if kind.startswith("image/") and not is_svg:
        if isinstance(content, str):
            content = "".join(content.split())
        else:
            content = binascii.b2a_base64(content).decode().strip()
        attributes = dict(metadata.get("attributes") or metadata)
        if attributes:
            return kind, content, attributes
    elif isinstance(content, (bytes, bytearray, memoryview)):
        content = bytes(content).decode()
    elif not isinstance(content, str):
        content = json.dumps(content) if kind == "application/json" else str(content)
    return kind, content
