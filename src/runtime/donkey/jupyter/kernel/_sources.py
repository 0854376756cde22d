"""Sources: they run as IPython's cells do, magics and ``await`` at their top level included."""

import ast
import builtins
import inspect
import sys

from ._failures import shell

__all__ = ["compiled", "enter", "evaluate", "execute", "expression", "fresh", "own", "prepared", "run"]


def own():
    """Return the kernel's names."""
    ipython = shell()
    return ipython.user_ns if ipython else sys.modules["__main__"].__dict__


def fresh():
    """Return names for code that sees none of earlier code."""
    return {"__name__": "__main__", "__builtins__": builtins}


def prepared(source, has_magics):
    """Return the name of a source, by which tracebacks quote it, and the source as Python."""
    ipython = shell()
    if ipython is None:
        return "<donkey>", source
    python = ipython.transform_cell(source) if has_magics else source
    return ipython.compile.cache(python, ipython.execution_count, raw_code=source), python


async def execute(python, filename, names):
    """Execute statements."""
    await run(compiled(_tree(python, filename), filename, "exec"), names)


async def enter(python, filename, names):
    """Execute statements, and show the values of expressions among them."""
    for node in _tree(python, filename).body:
        if isinstance(node, ast.Expr):
            code = compiled(ast.Interactive([node]), filename, "single")
        else:
            code = compiled(ast.Module([node], []), filename, "exec")
        await run(code, names)


async def evaluate(python, filename, names):
    """Evaluate an expression; wait for a task, a coroutine or another awaitable."""
    value = await run(expression(python, filename), names)
    return await run(value, None) if inspect.isawaitable(value) else value


def expression(python, filename):
    """Return code of an expression, which may have several lines."""
    try:
        return compiled(python.strip(), filename, "eval")
    except SyntaxError as error:
        try:
            return compiled(f"({python.strip()}\n)", filename, "eval")
        except SyntaxError:
            raise error from None


def _tree(python, filename):
    tree = compiled(python, filename, "exec", ast.PyCF_ONLY_AST)
    ipython = shell()
    return ipython.transform_ast(tree) if ipython else tree


def compiled(source, filename, mode, flags=0):
    """Return code that may await."""
    return compile(source, filename, mode, flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


async def run(code, names):
    """Run code, or wait for an awaitable; return its value. All code of authors' runs below this."""
    if names is None:
        return await code
    value = eval(code, names)
    return await value if code.co_flags & inspect.CO_COROUTINE else value
