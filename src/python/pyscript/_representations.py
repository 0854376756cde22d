"""The richest form that an object knows, for :func:`pyscript.display`.

Loaded for sources that speak of such forms.
"""

import json

from ._platform import binascii

# In IPython's order of preference.
_METHODS = (
    ("text/html", "_repr_html_"),
    ("image/svg+xml", "_repr_svg_"),
    ("image/png", "_repr_png_"),
    ("image/jpeg", "_repr_jpeg_"),
    ("application/json", "_repr_json_"),
    ("application/javascript", "_repr_javascript_"),
)
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


def richest(value):
    """Return the kind of ``value`` and its text, perhaps an image's attributes; None when it knows no rich
    form."""
    return _from_bundle(value) or _from_methods(value) or _from_figure(value)


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
