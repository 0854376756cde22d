"""The host in a worker: what it cannot do itself, the page's host does, through the link."""

import json

import _pyscript_host as _local

from ._link_host import host_call
from ._link_operations import link
from ._link_values import refer, token
from ._remote import root

# The members that the worker has itself; `worker-host.ts` has the list.
_OWN = set(_local.own_names.split())


def _far(name):
    return lambda *args: host_call(name, *args)


class _Host:
    in_worker = True
    window = root

    def __getattr__(self, name):
        if name == "document":
            # It came with the link.
            value = refer(token(link.document)) if link.document else root.document
        elif name in _OWN:
            value = getattr(_local, name)
        else:
            value = _far(name)
        setattr(self, name, value)
        return value

    def js_module(self, name):
        """Return a module of ``js_modules.worker``, else one of ``js_modules.main`` on the page."""
        is_local = name in json.loads(_local.js_module_names())
        return _local.js_module(name) if is_local else host_call("js_module", name)


    def js_module_names(self):
        """Return the names of both, as JSON."""
        names = set(json.loads(_local.js_module_names())) | set(json.loads(host_call("js_module_names")))
        return json.dumps(sorted(names))


host = _Host()
