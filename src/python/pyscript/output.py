"""Showing values in the page: :func:`display` and :class:`HTML`."""

import json

from ._context import current
from ._host import fail, host, is_js

__all__ = ["HTML", "display"]

_show_text = host.show_text

# Types that have no richer form than text.
_PLAIN = (int, float, list, dict, tuple, type(None))
# Methods of objects that have one; few pages have such objects, and `_representations.py` calls the methods.
_RICH = ("mimebundle_", "html_", "svg_", "png_", "jpeg_", "json_", "javascript_")


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
    if type(value) is HTML and isinstance(value.html, str):
        return "text/html", value.html
    if type(value) not in _PLAIN and not isinstance(value, type) and not is_js(value):
        if hasattr(value, "savefig") or any(hasattr(value, "_repr_" + name) for name in _RICH):
            rich = _richest(value)
            if rich:
                return rich
    return "text/plain", repr(value)


def _richest(value):
    try:
        from ._representations import richest
    except ImportError:
        return None  # No source speaks of such forms: the value has whatever attribute it is asked for.
    return richest(value)
