"""Exceptions of Python elsewhere, raised here."""

import builtins

#: They would end what waits for the result, as SystemExit and KeyboardInterrupt would.
_ENDING = "StopIteration", "StopAsyncIteration", "GeneratorExit"


def exception(name, message):
    """Return an exception of the built-in class of that name; where there is none, a ``RuntimeError`` of that
    name.

    >>> raise exception("ValueError", "too small")
    """
    kind = getattr(builtins, name, None)
    if kind is None:
        return type(name or "RuntimeError", (RuntimeError,), {})(message)
    if not (isinstance(kind, type) and issubclass(kind, Exception)) or name in _ENDING:
        return RuntimeError(f"{name}: {message}" if message else name)
    if kind is KeyError and message[:1] in ("'", '"') and message[-1:] == message[:1] and "\\" not in message:
        message = message[1:-1]  # CPython's text is the key as it is written in code
    try:
        return kind(message) if message else kind()
    except TypeError:
        return RuntimeError(message)  # UnicodeDecodeError and its kin want more than a message
