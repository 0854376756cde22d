"""The JavaScript modules that the configuration names under ``js_modules``.

With ``{"js_modules": {"main": {"https://esm.run/leaflet": "leaflet"}}}``:

>>> from pyscript.js_modules import leaflet
>>> from pyscript import js_modules
>>> js_modules.leaflet
"""

from ._host import NOTHING as _NOTHING
from ._host import host as _host


def __getattr__(name):
    module = None if name.startswith("__") else _host.js_module(name)
    if module is None or module is _NOTHING:
        raise AttributeError(f"js_modules has no {name!r}: the configuration gives {_host.js_module_names()}")
    return module


def __dir__():
    import json

    return json.loads(_host.js_module_names())
