"""Runs of an editor: the value of a source's last expression is shown, as a notebook does."""

import sys

from ._context import Coroutine, current
from ._host import is_js
from ._platform import MICROPYTHON
from ._runner import _own, main
from .output import _PLAIN, _RICH, _is_element, display
from ._terminal import write

# The numbers of runs whose values are shown.
_runs = set()
_execute_async = None
# Lines with breakpoints, by file, for runs that are to be debugged.
_debugged = {}


def attach(run):
    """Show the values of sources that ``run`` executes from here on. The run has a terminal."""
    global _execute_async
    _runs.add(run)
    if _execute_async is None:
        _execute_async = _own.execute_async
        _own.execute_async = _executing


def debug(run, lines):
    """Debug what ``run`` executes next. ``lines`` is JSON: those with breakpoints, by file."""
    import json

    _debugged[run] = json.loads(lines)


def allow_breakpoints():
    """Have ``breakpoint()`` stop in the page: it can be waited for."""
    from ._debugger_cpython import breakpoint_reached

    sys.breakpointhook = breakpoint_reached


def _executing(source, filename, names):
    """Stand for the runner's ``execute_async``."""
    run = current()
    if run not in _runs:
        return _execute_async(source, filename, names)
    if run in _debugged or "pyscript._debugger_cpython" in sys.modules:
        from ._debugger_cpython import debugging, files

        files.add(filename)
        lines = _debugged.pop(run, None)
        result = debugging(_execute_async(source, filename, names), lines)
    else:
        result = _execute_async(source, filename, names)
    return _awaiting(result) if type(result) is Coroutine else _shown(result)


async def _awaiting(coroutine):
    return _shown(await coroutine)


def _shown(value):
    if value is not None:
        show(value)
    return value


def show(value):
    """Show ``value`` in the richest form that it knows, else by ``repr``, which may have colours."""
    main["_"] = value
    if not MICROPYTHON:
        sys.stdout.flush()
    if _is_rich(value):
        display(value)
    else:
        write(repr(value) + "\n")


def _is_rich(value):
    if isinstance(value, (str, type) + _PLAIN) or is_js(value):
        return False
    return _is_element(value) or hasattr(value, "savefig") or any(hasattr(value, "_repr_" + name) for name in _RICH)
