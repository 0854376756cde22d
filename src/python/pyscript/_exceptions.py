"""Exceptions of Python elsewhere, raised here."""

import builtins


def exception(name, message):
    """Return an exception of the built-in class of that name; a ``RuntimeError`` where there is none.

    >>> raise exception("ValueError", "too small")
    """
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        if kind is KeyError and message[:1] in ("'", '"') and message[-1:] == message[:1] and "\\" not in message:
            message = message[1:-1]  # CPython's text is the key as it is written in code
        try:
            return kind(message) if message else kind()
        except TypeError:
            pass  # UnicodeDecodeError and its kin want more than a message
    return RuntimeError(message)
