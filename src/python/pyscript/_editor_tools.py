"""Answers to an editor, by the Python that its code runs in: names that complete, descriptions, mistakes."""

import builtins
import json

from ._platform import MICROPYTHON
from ._runner import _own, main
from ._terminal_repl import complete

__all__ = ["check", "complete", "describe"]


def check(source):
    """Return what is wrong with the syntax of ``source``, as JSON: first line and column, last line and
    column, each counted from 1, and why; ``null`` where it can be compiled."""
    try:
        if not MICROPYTHON:
            import ast
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(source, "<editor>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
        elif "await" not in source:
            compile(source, "<editor>", "exec")
    except SyntaxError as error:
        if MICROPYTHON:
            line = _own.describe(error)[4]
            return json.dumps([line, 1, line, 0, str(error)])
        line, column = error.lineno or 1, error.offset or 1
        return json.dumps([line, column, error.end_lineno or line, error.end_offset or 0, error.msg])
    except (ValueError, RecursionError, MemoryError):
        pass  # running it says so
    return "null"


def describe(path):
    """Return how what goes by a dotted name is called, and its docstring, as JSON; ``null`` where it is not
    known. Nothing of the object's own is called."""
    first, *rest = path.split(".")
    value = main.get(first, getattr(builtins, first, None))
    for name in rest:
        value = _attribute(value, name)
    if value is None:
        return "null"
    doc = getattr(value, "__doc__", None) if callable(value) or type(value) is type(json) else None
    return json.dumps([_signature(path, value), doc.strip() if isinstance(doc, str) else ""])


def _attribute(value, name):
    if MICROPYTHON:
        return getattr(value, name, None)
    from inspect import getattr_static

    found = getattr_static(value, name, None)
    # A property's value would be its code's.
    return found if isinstance(found, property) else getattr(value, name, None)


def _signature(path, value):
    """Return ``path`` with the parameters of what it names, or with its type."""
    if not MICROPYTHON and callable(value):
        from inspect import signature

        try:
            return path + str(signature(value))
        except (TypeError, ValueError):
            return path + "(…)"
    if type(value) is type(json):
        return "module " + path
    return path + ("(…)" if callable(value) else ": " + type(value).__name__)
