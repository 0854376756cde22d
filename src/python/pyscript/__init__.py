"""Python in the browser: the page, its events and its data, from Python.

Names are loaded when they are first used, so importing the package costs next to nothing.

>>> from pyscript import display, document, when
>>> display("Hello, ", document.title)
"""

import sys

# Where each name comes from: a module of this package and what it offers; a module may offer itself.
_HOMES = {
    name: home
    for home, names in (
        ("context", "RUNNING_IN_WORKER config context current_target document js_import py_import window"),
        ("events", "Event when"),
        ("ffi", "ffi"),
        ("js_modules", "js_modules"),
        ("output", "HTML display"),
        ("util", "util"),
    )
    for name in names.split()
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'pyscript' has no attribute {name!r}")
    __import__("pyscript." + home)
    module = sys.modules["pyscript." + home]
    value = globals()[name] = module if name == home else getattr(module, name)
    return value


def __dir__():
    return sorted(name for name in {*globals(), *__all__} if name not in ("sys", "_HOMES"))
