"""The JavaScript modules that the configuration names under ``js_modules``.

With ``{"js_modules": {"main": {"https://esm.run/leaflet": "leaflet"}}}``:

>>> from pyscript.js_modules import leaflet
>>> from pyscript.js_modules.leaflet import map
>>> import pyscript.js_modules.leaflet as L
>>> from pyscript import js_modules
>>> js_modules.leaflet
"""

import json as _json
import sys as _sys

from ._host import host as _host
from ._platform import MICROPYTHON as _MICROPYTHON
from ._platform import NOTHING as _NOTHING
from ._platform import JsProxy as _JsProxy


class _Importable:
    """Stands in ``sys.modules`` for a module of the page's, on MicroPython: there ``from … import name``
    raises what that raises."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        try:
            return getattr(self._module, name)
        except AttributeError:
            raise ImportError(f"cannot import name {name!r}")


_names = _json.loads(_host.js_module_names())

# All at once, and without a function for the rest on MicroPython: there `from … import name` is an
# ImportError only where nothing is asked for the name.
for _name in _names:
    _module = _host.js_module(_name)
    if _module is not None and _module is not _NOTHING:
        globals()[_name] = _module
        _is_own = not _MICROPYTHON or isinstance(_module, _JsProxy)
        _sys.modules["pyscript.js_modules." + _name] = _module if _is_own else _Importable(_module)

if not _MICROPYTHON:
    # A package, as far as `import` is concerned.
    __path__ = []

    def __getattr__(name):
        raise AttributeError(f"js_modules has no {name!r}: the configuration gives {_json.dumps(_names)}")


def __dir__():
    return _names
