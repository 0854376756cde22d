"""Python in the browser: the page, its events and its data, from Python.

Names are loaded when they are first used, so importing the package costs next to nothing.

>>> from pyscript import display, document, when
>>> display("Hello, ", document.title)
"""

import sys

# The home of each name: a module of this package, which may offer itself. Written out, since computing it
# would take longer than everything else here.
_HOMES = {
    "Event": "events",
    "HTML": "output",
    "Pool": "_pools",
    "PyWorker": "_workers",
    "RUNNING_IN_WORKER": "context",
    "Storage": "storage",
    "WebSocket": "websocket",
    "config": "context",
    "context": "context",
    "create_named_worker": "_workers",
    "current_target": "context",
    "display": "output",
    "document": "context",
    "fetch": "http",
    "ffi": "ffi",
    "flatted": "flatted",
    "fs": "fs",
    "js_import": "imports",
    "js_modules": "js_modules",
    "media": "media",
    "py_import": "imports",
    "sync": "_sync",
    "storage": "storage",
    "util": "util",
    "web": "web",
    "when": "events",
    "window": "context",
    "workers": "_workers",
}

__all__ = list(_HOMES)


class _Storage:
    __doc__ = 'Open a store: ``store = await storage("name")``. ``help(storage.storage)`` and ``help(Storage)`` say more.'

    def __call__(self, *args, **kwargs):
        return self.storage(*args, **kwargs)

    def __getattr__(self, name):
        return getattr(__import__("pyscript._storage", None, None, (name,)), name)


# A module and a function: importing a file would put a module in the function's place.
sys.modules["pyscript.storage"] = _Storage()


def __getattr__(name):
    home = _HOMES.get(name, name)
    path = "pyscript." + home
    if path not in sys.modules:
        # MicroPython asks here for submodules, too, before it looks for a file, and for dir() asks for all
        # names it knows.
        try:
            if "." in name or name.startswith("__"):
                raise ImportError(f"'{path}'")
            __import__(path)
        except ImportError as error:
            if f"'{path}'" in str(error):
                raise AttributeError(f"module 'pyscript' has no attribute {name!r}")
            raise
    module = sys.modules[path]
    value = globals()[name] = module if name == home else getattr(module, name)
    return value


def __dir__():
    return sorted((set(globals()) | set(__all__)) - {"sys", "_HOMES"})
