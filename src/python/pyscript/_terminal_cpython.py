"""Replaces, on Pyodide, the standard streams, and the way in which :mod:`code` asks for a line."""

import ast
import builtins
import io
import os
import sys

from . import _terminal
from ._context import current
from ._host import host
from ._runner_cpython import _remember

_write = host.terminal_write
_monitoring = sys.monitoring
_DEBUGGER = _monitoring.DEBUGGER_ID


class _Stream(io.TextIOBase):
    """A standard stream. Like one of a real terminal it passes on whole lines, and what ``flush`` asks
    for."""

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
    os.get_terminal_size = _get_terminal_size
    os.environ.__class__ = _Environ
    _when_imported("code", lambda code: setattr(code.InteractiveConsole, "raw_input", _raw_input))


_ask_system = os.get_terminal_size


def _get_terminal_size(fd=1):
    """Like ``os.get_terminal_size``, of the terminal of the current run."""
    found = _terminal.size()
    return os.terminal_size(found) if found else _ask_system(fd)


class _Environ(type(os.environ)):
    """The environment of processes, in which runs find what terminals say: ``COLUMNS``, ``LINES``, ``TERM``.

    Values that a program sets itself take precedence.
    """

    def __getitem__(self, key):
        try:
            return super().__getitem__(key)
        except KeyError:
            value = _said(key)
            if value is None:
                raise
            return value

    def __iter__(self):
        yield from super().__iter__()
        yield from self._further()

    def __len__(self):
        return super().__len__() + len(self._further())

    def _further(self):
        own = set(super().__iter__())
        return [key for key in ("COLUMNS", "LINES", *_SAID) if key not in own and _said(key) is not None]


# The abilities of xterm.js.
_SAID = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _said(key):
    """Return what the terminal of the current run says; None where it has none, or says nothing of it."""
    if key in _SAID:
        return _SAID[key] if current() in _terminal._runs else None
    if key not in ("COLUMNS", "LINES"):
        return None
    found = _terminal.size()
    return found and str(found[key == "LINES"])


class undebugged:
    """A context manager: what runs while one waits inside is not shown to a debugger, which is what may
    wait."""

    def __enter__(self):
        self._trace = sys.gettrace()
        self._callbacks = []
        if self._trace:
            sys.settrace(None)
        if _monitoring.get_tool(_DEBUGGER):
            events = [1 << bit for bit in range(18)]
            self._callbacks = [(event, _monitoring.register_callback(_DEBUGGER, event, None)) for event in events]

    def __exit__(self, *error):
        if self._trace:
            sys.settrace(self._trace)
        for event, callback in self._callbacks:
            _monitoring.register_callback(_DEBUGGER, event, callback)


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
            if spec:
                spec.loader = _Loader(spec.loader, action)
            return spec

    sys.meta_path.insert(0, Finder())


class _Loader:
    """Stands for the loader of one module: the loader itself loads many others, so nothing of it may be
    replaced."""

    def __init__(self, loader, action):
        self._loader = loader
        self._action = action

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._action(module)


def statements(source, filename):
    """Compile each statement of ``source`` as a prompt does: one that is an expression shows its value."""
    _remember(filename, source)
    for statement in ast.parse(source, filename).body:
        yield compile(ast.Interactive([statement]), filename, "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
