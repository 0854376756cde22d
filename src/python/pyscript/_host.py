"""Chooses the host: the page's own, in a worker the one behind the link, or one that says why there is
none."""

import _pyscript_host as host

from ._platform import JsProxy

IN_WORKER = bool(host.in_worker)
#: True in a worker that can reach the page.
LINKED = IN_WORKER and host.sync_mode != "none"
if LINKED:
    from ._remote import Remote
    from ._worker_host import host
elif IN_WORKER:
    from ._worker_unlinked import host


def is_js(value):
    """Tell whether ``value`` is JavaScript's own: an element, an array, a function of the page ..."""
    return isinstance(value, JsProxy) or LINKED and isinstance(value, Remote)


def handling(function):
    """Return the function that the host calls for events: on the main thread it adapts functions itself."""
    if not IN_WORKER:
        return function
    from ._callables import adapt

    return adapt(function)


def fail(failure):
    """Raise what the host returned as ``failure``: the class of an exception, a colon, a message."""
    name, _, message = failure.partition(": ")
    raise {"TypeError": TypeError, "AttributeError": AttributeError}.get(name, ValueError)(message)
