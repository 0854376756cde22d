"""A terminal for what runs: ``print``, ``input`` and the standard streams of a run go to the run's own
terminal.

Runs without a terminal keep the streams that were there. Nothing here is installed before the first
terminal is.
"""

import builtins
import sys

import __main__

from ._context import current, entering
from ._host import IN_WORKER, LINKED, host
from ._platform import MICROPYTHON

# The numbers of runs that have a terminal.
_runs = set()
# By run: columns and rows as they were when it began.
_sizes = {}
_installed = False
_write = None
_IS_ALONE = IN_WORKER and not LINKED

HOW = (
    "input() has to wait, and Python cannot wait here: add the worker attribute (with the isolation headers, or in a "
    "browser that can suspend WebAssembly), or, on the main thread, use such a browser, as Chromium is from version 137 on"
)


def attach(run, size):
    """Let ``run`` use its terminal, of so many columns and rows, from here on."""
    global _installed, _write
    _sizes[run] = size
    if run not in _runs:
        _runs.add(run)
        _write = host.terminal_write
        _write(run, "")  # a worker makes ready what carries its output
    if not _installed:
        _installed = True
        _install()
    __main__.__terminal__ = _Unreachable(run) if _IS_ALONE else host.terminal_xterm(run)


def size():
    """Return the columns and rows of the current run's terminal, None where it has none."""
    run = current()
    if run not in _runs:
        return None
    try:
        now = host.terminal_size(run)
    except RuntimeError:
        now = ""  # the page cannot be asked here
    columns, rows = (now or _sizes[run]).split(" ")
    return int(columns), int(rows)


def write(text):
    """Write ``text`` to the terminal of the current run."""
    _write(current(), text)


def read(prompt="", kind="line", names=""):
    """Wait for a line, and return it.

    Args:
        prompt: what is shown before it.
        kind: ``line``; ``hidden``: what is typed is not shown; ``source``: a statement of Python, of
            several lines perhaps.
        names: what completes what is typed, separated by spaces.

    Raises:
        EOFError: Ctrl-D was pressed, or the terminal takes no input.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if not MICROPYTHON:
        sys.stdout.flush()
    above, _, prompt = prompt.rpartition("\n")
    if above:
        write(above + "\n")
    answer = _wait(current(), prompt, kind, names)
    if answer[0] == "e":
        raise EOFError
    if answer[0] == "i":
        raise KeyboardInterrupt
    return answer[1:]


def _undebugged():
    """Return what a debugger, which is what may wait, is not shown anything in that runs meanwhile."""
    if MICROPYTHON:
        return entering(current())
    from ._terminal_cpython import undebugged

    return undebugged()


def _wait(run, prompt, kind, names):
    if _IS_ALONE and not host.asks:
        from ._worker_unlinked import unlinked

        raise unlinked("input()")
    if LINKED:
        from ._link_host import host_wait

        with _undebugged():
            return host_wait("terminal_read", run, prompt, kind, names, host.terminal_count(run))
    from ._runner import run_sync

    promise = host.terminal_read(run, prompt, kind, names, host.terminal_count(run) if IN_WORKER else 0)
    try:
        with _undebugged():
            return run_sync(promise)
    except RuntimeError as error:
        if not IN_WORKER:
            host.terminal_cancel(run)
        why = str(error)
    raise RuntimeError(f"{HOW} ({why})")


def _input(prompt=""):
    """Like the built-in ``input``, from the terminal of the current run."""
    if current() in _runs:
        return read(str(prompt))
    return _builtin_input(prompt)


def _getpass(prompt="Password: ", stream=None, *, echo_char=None):
    """Like ``getpass.getpass``: what is typed is not shown."""
    if current() in _runs:
        return read(str(prompt), "hidden")
    raise EOFError("getpass() needs a terminal")


class _Unreachable:
    """Stands for ``__terminal__`` in a worker that cannot reach the page; what is printed gets there all the
    same."""

    def __init__(self, run):
        self._run = run

    def __getattr__(self, name):
        return getattr(host.terminal_xterm(self._run), name)  # This raises, and says what is missing.


class _Module:
    """Stands for a module: MicroPython cannot make real ones."""


def _module(name, **names):
    module = _Module()
    for key, value in names.items():
        setattr(module, key, value)
    module.__name__ = name
    sys.modules[name] = module


_builtin_input = builtins.input


class _Lines:
    """Standard input, line by line."""

    encoding = "utf-8"
    closed = False

    def __init__(self, original):
        self._original = original
        self._rest = ""

    def readline(self, size=-1):
        """Wait for a line; ``""`` at the end of input."""
        if current() not in _runs:
            return self._original.readline()
        if not self._rest:
            try:
                self._rest = read() + "\n"
            except EOFError:
                return ""
        size = len(self._rest) if size is None or size < 0 else size
        line, self._rest = self._rest[:size], self._rest[size:]
        return line

    def read(self, size=-1):
        """Wait for the end of input (Ctrl-D); with a size, for at most that much."""
        if size is not None and size >= 0:
            return self.readline(size)
        return "".join(self)

    def readlines(self, hint=-1):
        """Wait for the end of input; return its lines."""
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readable(self):
        return True

    def writable(self):
        return False

    def isatty(self):
        return current() in _runs

    def fileno(self):
        return self._original.fileno()

    def close(self):
        pass


def _install():
    builtins.input = _input
    _module("getpass", getpass=_getpass, getuser=lambda: "user", GetPassWarning=type("GetPassWarning", (Exception,), {}))
    if MICROPYTHON:
        from . import _terminal_repl

        from ._terminal_micropython import install

        _module("code", interact=_terminal_repl.interact)
    else:
        from ._terminal_cpython import install
    install(_runs, _Lines)
