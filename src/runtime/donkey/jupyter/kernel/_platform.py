"""The interpreter of a kernel, for the modules that it shares with the package: it has no JavaScript."""

MICROPYTHON = False


class JsProxy:
    """An object of JavaScript's: there is none here."""


#: The value for nothing, besides ``None``.
NOTHING = JsProxy()


def is_proxy(value):
    """Tell whether ``value`` is of this thread's JavaScript."""
    return False
