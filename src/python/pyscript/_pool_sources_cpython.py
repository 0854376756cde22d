"""Functions as code for workers, which know nothing of what this Python has defined."""

import ast
import inspect
import linecache
import math
import re
import sys
from textwrap import dedent
from types import CodeType, FunctionType, ModuleType

__all__ = ["source_of"]

#: Values that code has a form of.
_PLAIN = (int, float, complex, str, bytes, bool, type(None))


def source_of(function):
    """Return an expression of ``function``, or statements that define it last.

    What modules have is imported there. Of what a script has defined the source is taken, with the imports,
    functions and plain values that it uses.

    Raises:
        TypeError: the source cannot be had, or would not work elsewhere; the message says why.
    """
    reference = _reference(function)
    if reference:
        module, name = reference
        return name if module == "builtins" else f'__import__("{module}", None, None, [""]).{name}'
    if not isinstance(inspect.unwrap(function), (FunctionType, type)):
        raise _refused(function, f"it is a {type(function).__name__}, of which there is no source")
    definitions = {}
    _define(function, definitions, function)
    own = definitions.pop(function.__name__)
    before = "".join(definitions.values())
    if function.__name__ != "<lambda>":
        return before + own
    if not before:
        return f"({own})"
    return f"{before}_lambda = ({own})\ndef _call(*arguments):\n    return _lambda(*arguments)\n"


def _refused(function, why):
    name = getattr(function, "__qualname__", None) or repr(function)
    return TypeError(f"map(): {name} cannot go to the workers: {why}. Give code as text, or a name that broadcast() defines")


def _reference(value):
    """Return the module and name that a value can be imported by; None where it is a script's."""
    name = getattr(value, "__qualname__", None)
    module = getattr(value, "__module__", None) or getattr(getattr(value, "__objclass__", None), "__module__", None)
    if not name or module in (None, "__main__") or module not in sys.modules:
        return None
    found = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def _define(value, definitions, function):
    """Add the source of a function or class to ``definitions``, by its name, after that of what it uses."""
    name = value.__name__
    definitions[name] = ""  # It may use itself.
    # A decorator has made another function of it, and its source has that.
    plain = inspect.unwrap(value)
    needed = {}
    for code, names in _codes(plain, function):
        for used in _names(code):
            if used in names and used not in definitions:
                needed[used] = names[used]
    source = _lambda(value) if name == "<lambda>" else _statement(plain, function)
    around = getattr(plain, "__globals__", None) or vars(sys.modules[plain.__module__])
    for used in _names_around(source):
        if used in around and used not in definitions:
            needed[used] = around[used]
    for used, found in needed.items():
        if used not in definitions:
            _define_name(used, found, definitions, function, source)
    definitions.pop(name)
    definitions[name] = source


def _define_name(name, value, definitions, function, source):
    """Add what a name stands for that ``source`` uses."""
    literal = _literal(value)
    if isinstance(value, ModuleType):
        definitions[name] = _imports(name, value, source)
    elif literal is not None:
        definitions[name] = f"{name} = {literal}\n"
    elif reference := _reference(value):
        module, path = reference
        definitions[name] = f'{name} = __import__("{module}", None, None, [""]).{path}\n'
    elif getattr(value, "__name__", None) == "<lambda>":
        _define(value, definitions, function)
        definitions[name] = f"{name} = ({definitions.pop('<lambda>')})\n"
    elif getattr(value, "__name__", None) == name and isinstance(inspect.unwrap(value), (FunctionType, type)):
        _define(value, definitions, function)
    # Others may be what broadcast() defines there.


def _imports(name, module, source):
    """Return what imports a module, with those below it that ``source`` names."""
    imports = [f"import {module.__name__} as {name}\n"]
    for path in sorted(set(re.findall(rf"\b{re.escape(name)}((?:\.\w+)+)", source))):
        parts = path[1:].split(".")
        for count in range(len(parts), 0, -1):
            below = ".".join([module.__name__, *parts[:count]])
            if below in sys.modules:
                imports.append(f"import {below}\n")
                break
    return "".join(imports)


def _literal(value, depth=20):
    """Return plain data as code; None where it is something else."""
    kind = type(value)
    if kind is float and not math.isfinite(value):
        return f"float({str(value)!r})"
    if kind in _PLAIN:
        return repr(value)
    if depth == 0 or kind not in (list, tuple, set, frozenset, dict):
        return None
    parts = [part for pair in value.items() for part in pair] if kind is dict else value
    items = [_literal(part, depth - 1) for part in parts]
    if None in items:
        return None
    if kind is dict:
        return "{" + ", ".join(f"{key}: {item}" for key, item in zip(items[::2], items[1::2])) + "}"
    listed = "[" + ", ".join(items) + "]"
    return listed if kind is list else f"{kind.__name__}({listed})"


def _names_around(source):
    """Return the names that a definition uses outside of functions' bodies: in decorators, default values,
    bases, the body of a class."""
    found = []

    def visit(node):
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            decorators = getattr(node, "decorator_list", ())
            for part in [*decorators, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
                visit(part)
        else:
            for part in ast.iter_child_nodes(node):
                visit(part)

    visit(ast.parse(source))
    return found


def _codes(value, function):
    """Return the code objects of a function, or of a class, each with its global names."""
    if isinstance(value, FunctionType):
        if value.__closure__:
            names = ", ".join(value.__code__.co_freevars)
            raise _refused(function, f"{value.__qualname__} uses {names} of the function around it, which stays here")
        return [(value.__code__, value.__globals__)]
    found = []
    for member in vars(value).values():
        member = getattr(member, "__func__", getattr(member, "fget", member))
        if isinstance(member, FunctionType):
            found.append((member.__code__, member.__globals__))
    return found


def _names(code):
    """Return the names that code uses, in the functions inside it as well."""
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names.extend(_names(constant))
    return names


def _statement(value, function):
    try:
        source = inspect.getsource(value)
    except (OSError, TypeError):
        raise _refused(function, f"the source of {value.__qualname__} cannot be had") from None
    return dedent(source).rstrip() + "\n"


def _lambda(function):
    """Return the source of a lambda: its lines may have others, and what is around it."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename)
    source = "".join(lines)
    try:
        tree = ast.parse(source)
    except SyntaxError:
        tree = ast.Module([], [])
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno]
    if len(found) > 1:
        places = set(code.co_positions())
        found = [node for node in found if _place(node.body) in places]
    if len(found) != 1:
        raise _refused(function, "its source cannot be had")
    return ast.get_source_segment(source, found[0])


def _place(node):
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset
