"""For pages that import from ``polyscript``, the layer below PyScript: its names, which are those of
:mod:`pyscript`.

>>> from polyscript import XWorker
>>> worker = XWorker("./worker.py", type="micropython")
>>> worker.sync.report = print

and in ``worker.py``:

>>> from polyscript import xworker
>>> xworker.sync.report(1 + 2)
"""

import sys as _sys

from pyscript import RUNNING_IN_WORKER as _RUNNING_IN_WORKER
from pyscript import PyWorker as XWorker
from pyscript import config, ffi, js_modules, storage
from pyscript._context import current as _current
from pyscript._host import host as _host

# `from polyscript.js_modules.name import function`, too.
_sys.modules["polyscript.js_modules"] = js_modules
for _name in js_modules._names:
    _module = _sys.modules.get("pyscript.js_modules." + _name)
    if _module is not None:
        _sys.modules["polyscript.js_modules." + _name] = _module


class _OwnWorker:
    """The worker that this code runs in: the functions of ``sync``, and the page's ``window``."""

    def __init__(self):
        from pyscript import sync, window

        self.sync = sync
        self.window = window

    def __repr__(self):
        return "<xworker: sync, window>"


if _RUNNING_IN_WORKER:
    #: The worker that this code runs in; on the main thread using it is an error.
    xworker = _OwnWorker()
else:
    from pyscript.util import NotSupported as _NotSupported

    xworker = _NotSupported("polyscript.xworker", "this is the main thread, and xworker is a worker's; XWorker starts one")


def __getattr__(name):
    if name == "currentScript":
        return _script()
    raise AttributeError(f"module 'polyscript' has no attribute {name!r}")


def _script():
    """Return the element of the script that runs; ``None`` where it has none, or where the page cannot be
    reached."""
    try:
        return _host.script_element(_current())
    except RuntimeError:
        return None
