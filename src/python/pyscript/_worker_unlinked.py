"""The host in a worker that has no link to the page: what the worker does not do itself says why it cannot be
done."""

import _pyscript_host as _local

_OWN = set(_local.own_names.split())


def unlinked(what):
    """Return the exception for ``what``."""
    return RuntimeError(f"{what}: {_local.unlinked}")


def _far(name):
    def call(*args):
        raise unlinked(f"pyscript ({name})")

    return call


class _Host:
    in_worker = True

    def __getattr__(self, name):
        if name in _OWN:
            value = getattr(_local, name)
        elif name in ("window", "document"):
            from .util import NotSupported

            value = NotSupported("pyscript." + name, f"pyscript.{name}: {_local.unlinked}")
        else:
            value = _far(name)
        setattr(self, name, value)
        return value


host = _Host()
