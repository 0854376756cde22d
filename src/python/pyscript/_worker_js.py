"""The module ``js`` in a worker: the worker's ``globalThis``, and what that has not, the page's.

>>> import js
>>> js.document.title
>>> from js import document, localStorage, window
"""

import sys

import _pyscript_host
import js as _own

if _pyscript_host.sync_mode == "service-worker":
    # With it comes a `time.sleep` that has the page wait, for sources that ask for nothing else.
    from ._host import host as _host
else:
    _host = None


class _Js:
    def __getattr__(self, name):
        try:
            return getattr(_own, name)
        except AttributeError:
            # Python asks every module for names of this kind.
            if name[:2] == "__":
                raise
        global _host
        if _host is None:
            # Not before: many workers compute, and never ask the page for anything.
            from ._host import host as _host
        return getattr(_host.window, name)

    def __setattr__(self, name, value):
        setattr(_own, name, value)

    def __delattr__(self, name):
        delattr(_own, name)

    def __dir__(self):
        return dir(_own)

    def __repr__(self):
        return "<module 'js'>"


sys.modules["js"] = _Js()
