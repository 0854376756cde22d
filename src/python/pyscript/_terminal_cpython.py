"""What :mod:`pyscript._terminal` replaces on Pyodide: the standard streams, and how :mod:`code` asks for a line."""

import ast
import builtins
import io
import sys

from . import _terminal
from ._context import current
from ._host import host
from ._runner_cpython import _remember

_write = host.terminal_write


class _Stream(io.TextIOBase):
    """A standard stream. Like one of a real terminal it passes on whole lines, and what ``flush`` asks for."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, original, runs):
        self._original = original
        self._runs = runs
        self._partial = {}

    def write(self, text):
        run = current()
        if run not in self._runs:
            return self._original.write(text)
        partial = self._partial
        if text[-1:] != "\n":
            partial[run] = partial.get(run, "") + text
        elif run in partial:
            _write(run, partial.pop(run) + text)
        else:
            _write(run, text)
        return len(text)

    def flush(self):
        for run, text in self._partial.items():
            _write(run, text)
        self._partial.clear()
        self._original.flush()

    def writable(self):
        return True

    def isatty(self):
        return current() in self._runs

    def fileno(self):
        return self._original.fileno()

    @property
    def buffer(self):
        return self._original.buffer


def _raw_input(console, prompt=""):
    names = set(console.locals) | set(dir(builtins))
    source = _terminal.read(prompt, "source", " ".join(sorted(names)))
    return source.rstrip() + "\n" if "\n" in source else source


def install(runs, Lines):
    """Replace the streams of the runs whose numbers are in ``runs``, as they come."""
    sys.stdout = _Stream(sys.stdout, runs)
    sys.stderr = _Stream(sys.stderr, runs)
    sys.stdin = Lines(sys.stdin)
    _when_imported("code", lambda code: setattr(code.InteractiveConsole, "raw_input", _raw_input))


def _when_imported(name, action):
    """Call ``action`` with a module once it is imported: few programs import it."""
    if name in sys.modules:
        return action(sys.modules[name])

    class Finder:
        def find_spec(self, wanted, path=None, target=None):
            if wanted != name:
                return None
            import importlib.util

            sys.meta_path.remove(self)
            spec = importlib.util.find_spec(name)
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                action(module)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def statements(source, filename):
    """Compile each statement of ``source`` as a prompt does: one that is an expression shows its value."""
    _remember(filename, source)
    for statement in ast.parse(source, filename).body:
        yield compile(ast.Interactive([statement]), filename, "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
