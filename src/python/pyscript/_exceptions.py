"""Exceptions of Python elsewhere, raised here."""

import builtins


def exception(name, message):
    """Return an exception of the built-in class of that name; a ``RuntimeError`` where there is none.

    >>> raise exception("ValueError", "too small")
    """
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(message)
        except TypeError:
            pass  # UnicodeDecodeError and its kin want more than a message
    return RuntimeError(message)
