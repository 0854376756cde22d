"""A function applied to many items: here one by one, or by a client of a cluster."""

import ast
import inspect

from ._clusters import cluster
from ._failures import describe
from ._sources import compiled, expression, fresh, own, run

# The names that broadcast() has defined, for donkeys whose calls see no names of earlier ones.
_broadcast = fresh()


def names_of(persistent):
    """Return the names that functions are looked up in, and that broadcast() defines."""
    return own() if persistent else _broadcast


async def apply(code, filename, names, items, spread, client):
    """Apply a function to ``items``, up to the first that fails.

    Args:
        code: an expression of the function, or statements that define it.
        spread: whether each item is a sequence of arguments.
        client: an expression of a cluster's client; empty for none.

    Returns:
        A list of the results, and, where an item failed, what describes the exception.
    """
    function = await _function(code, filename, names)
    if client:
        found = cluster(await run(expression(client, filename), own()), client)
        return await run(_by_cluster(found, function, items, spread, filename), None)
    return await run(_one_by_one(function, items, spread, filename), None)


async def _by_cluster(found, function, items, spread, filename):
    return found.map(function, items, spread, filename)


async def _one_by_one(function, items, spread, filename):
    results = []
    for item in items:
        try:
            value = function(*item) if spread else function(item)
            results.append(await value if inspect.isawaitable(value) else value)
        except Exception as error:
            return [results, describe(error, filename)]
    return [results]


async def _function(code, filename, names):
    """Return the function that ``code`` names or defines."""
    try:
        found = expression(code, filename)
    except SyntaxError:
        function = await _defined(code, filename, names)
    else:
        function = await run(found, names)
    if not callable(function):
        raise TypeError(f"map() takes the name of a function, or code that defines one; found a {type(function).__name__}")
    return function


async def _defined(code, filename, names):
    """Execute statements; return the last function that they define at their top level."""
    tree = compiled(code, filename, "exec", ast.PyCF_ONLY_AST)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = [node.name for node in tree.body if isinstance(node, kinds)]
    if not defined:
        raise ValueError("map() takes the name of a function, or code that defines one; the code has no def at its top level")
    # Its definitions are its own.
    names = dict(names)
    await run(compiled(code, filename, "exec"), names)
    return names[defined[-1]]
