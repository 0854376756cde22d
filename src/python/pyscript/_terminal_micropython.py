"""Replaces ``print`` and ``import sys`` on MicroPython, whose streams cannot be replaced, and the functions
behind them.

- ``print`` goes to the terminal of its run in one step, which is what makes it fast.
- ``import sys`` finds a module with the streams of terminals; all else is that of the true one.
- What C prints (``help()``, ``micropython.mem_info()``, and whoever has the true ``sys`` since before)
  comes by lines.
"""

import builtins
import io
import sys

from . import _runner
from ._context import current
from ._host import host

_write = host.terminal_write


class _Stream(io.IOBase):
    """A standard stream: text goes on at once, since a terminal shows what has no end of line yet, too."""

    encoding = "utf-8"

    def __init__(self, original, runs):
        self._original = original
        self._runs = runs

    def write(self, text):
        run = current()
        if run not in self._runs:
            return self._original.write(text)
        # C writes bytes.
        _write(run, text if isinstance(text, str) else bytes(text).decode())
        return len(text)

    @property
    def buffer(self):
        return self

    def flush(self):
        pass

    def isatty(self):
        return current() in self._runs

    def writable(self):
        return True

    def readable(self):
        return False

    def fileno(self):
        return self._original.fileno()


def _printer(runs):
    original = builtins.print

    def print(*values, sep=" ", end="\n", file=None, flush=False):
        """Like the built-in ``print``."""
        if file is None or isinstance(file, _Stream) or file is sys.stdout or file is sys.stderr:
            run = current()
            if run in runs:
                if len(values) == 1:
                    _write(run, str(values[0]) + end)
                else:
                    _write(run, sep.join([str(value) for value in values]) + end)
                return
            file = sys.stdout if file is None else getattr(file, "_original", file)
        original(*values, sep=sep, end=end, file=file)

    return print


def _divert(streams, name, runs):
    """Have the lines of a standard stream go to the terminal of their run."""
    original = getattr(streams, name)

    def line(text):
        run = current()
        if run in runs:
            _write(run, text + "\n")
        else:
            original(text)

    setattr(streams, name, line)


def install(runs, Lines):
    """Replace the streams of the runs whose numbers are in ``runs``, as they come."""
    from . import _terminal_sys as ours

    streams = _runner._hooks.streams
    for name in "stdout", "stderr":
        setattr(ours, name, _Stream(getattr(sys, name), runs))
        _divert(streams, name, runs)
    ours.stdin = Lines(sys.stdin)
    builtins.print = _printer(runs)
    sys.modules["sys"] = ours
    if _runner.main.get("sys") is sys:
        _runner.main["sys"] = ours
