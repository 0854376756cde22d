"""A Python file that a bridge loads: its namespace, and the names that it offers."""

import sys

from . import _runner
from ._platform import MICROPYTHON



def namespace_of(name, url, shared):
    """Return the namespace for a file, and have ``import name`` find it where that finds nothing else."""
    if shared:
        # Importing it by its name gives what it shares with all others.
        if not _is_taken(name):
            import __main__

            sys.modules[name] = __main__
        return _runner.main
    if MICROPYTHON:
        namespace = {"__name__": name, "__file__": url}
        module = _Module(namespace)
    else:
        from types import ModuleType

        module = ModuleType(name)
        module.__file__ = url
        namespace = module.__dict__
    if not _is_taken(name):
        sys.modules[name] = module
    else:
        # Some libraries look for a class's module by the name it has.
        namespace["__name__"] = f"{name}_{len(sys.modules)}"
        sys.modules[namespace["__name__"]] = module
    return namespace


class _Module:
    """The module that ``import`` finds on MicroPython, which makes no modules of dictionaries."""

    def __init__(self, namespace):
        self.__dict = namespace

    def __getattr__(self, name):
        try:
            return self.__dict[name]
        except KeyError:
            raise AttributeError(name)


def _is_taken(name):
    """Tell whether ``import name`` finds something else."""
    if name in sys.modules or not name:
        return True
    try:
        if MICROPYTHON:
            __import__(name)
            return True
        from importlib.util import find_spec

        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def public_names(namespace, known, source):
    """Return the names that a file offers, in their order.

    Args:
        known: what the namespace had before the file was executed.
    """
    declared = namespace.get("__all__")
    if declared is not None and declared is not known.get("__all__"):
        return [name for name in declared if callable(namespace.get(name))]
    lines = source.split("\n")
    # MicroPython's namespaces have no order.
    names = [name for name in map(_defined, lines) if name in namespace]
    imported = _imported(lines) - set(names)
    names += [name for name in namespace if name not in imported]
    found = []
    for name in names:
        value = namespace[name]
        if not name.startswith("_") and callable(value) and known.get(name) is not value and name not in found:
            found.append(name)
    return found


def _imported(lines):
    """Return the names that a source takes from other modules."""
    names = set()
    statement = ""
    for line in lines:
        if statement or line.lstrip().startswith("from "):
            statement += line.split("#")[0].strip(" \t\r\\") + " "
            if "(" in statement and ")" not in statement or line.rstrip().endswith("\\"):
                continue
            _, found, taken = statement.partition(" import ")
            if found:
                for part in taken.strip("() ").split(","):
                    names.add(part.strip().split(" ")[-1])
            statement = ""
    return names


def _defined(line):
    """Return the name that a line defines at top level, "" when none."""
    for start in ("async def ", "def ", "class "):
        if line.startswith(start):
            line = line[len(start) :]
            break
    end = 0
    while end < len(line) and (line[end].isalpha() or line[end].isdigit() or line[end] == "_"):
        end += 1
    return line[:end]


def generators(source):
    """Return the names of functions that return generators, as far as the text tells."""
    found = set()
    name = ""
    for line in source.split("\n"):
        if line[:1] not in " \t\r#)":
            name = _defined(line) if line.startswith("def ") else ""
        elif name and ("yield" in line or "return" in line and " for " in line and "[" not in line):
            found.add(name)
    return found
