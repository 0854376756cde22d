"""Step by step: a debugger for the code of editors, by :mod:`bdb`. The page shows it, and says what is next.

Nothing here is loaded, and nothing is traced, before somebody debugs.
"""

import bdb
import json
import reprlib
import sys
from types import ModuleType

from ._context import current
from ._link_host import host_wait

# The names of files that were executed in editors: only these are shown.
files = set()
_active = None
# How much is shown of a frame, and inside of a value.
_MOST = 100


class Debugger(bdb.Bdb):
    """Stops in the files of editors, and asks the page what is next."""

    def __init__(self):
        bdb.Breakpoint.clearBreakpoints()
        super().__init__(backend="monitoring")
        self._begun = False
        # The values that are shown and can be opened, by number, while it is stopped.
        self._shown = []

    def stop_here(self, frame):
        """Step through nothing but the files of editors."""
        return frame.f_code.co_filename in files and super().stop_here(frame)

    def set_lines(self, lines):
        """Have breakpoints at these lines alone, by file."""
        self.clear_all_breaks()
        for file, numbers in lines.items():
            for number in numbers:
                self.set_break(file, number)

    def user_line(self, frame):
        """Stop before a line is executed."""
        if not self._begun:
            self._begun = True
            # With breakpoints the first stop is one of them.
            if self.breaks and not self.break_here(frame):
                return self.set_continue()
        self.ask(frame, "line")

    def ask(self, frame, reason, error=None, trace=None):
        """Show where it stops, and do what the page says, which is returned."""
        sys.stdout.flush()
        frames = self._frames(frame, trace)
        if not frames:
            return "continue"
        self._shown = []
        shown = [
            {"name": one.f_code.co_name, "file": one.f_code.co_filename, "line": line, "variables": self._variables(one)}
            for one, line in frames
        ]
        answer = {"reason": reason, "error": error, "frames": shown}
        while True:
            command = json.loads(host_wait("debug_stopped", current(), json.dumps(answer)))
            kind = command["command"]
            if kind == "open":
                answer = {"answer": self._inside(self._shown[command["value"]])}
            elif kind == "watch":
                answer = {"answer": self._watched(command["source"], frames[command["frame"]][0])}
            else:
                break
        self._shown = []
        if error is None:
            self._go(kind, frame, command.get("lines"))
        return kind

    def _go(self, kind, frame, lines):
        if lines is not None:
            self.set_lines(lines)
        if kind == "over":
            self.set_next(frame)
        elif kind == "into":
            self.set_step()
        elif kind == "out":
            self.set_return(frame)
        else:
            self.set_continue()

    def _frames(self, frame, trace):
        """Return the frames in the files of editors, the innermost first, each with its line."""
        stack, _ = self.get_stack(frame, trace)
        return [(one, line) for one, line in reversed(stack) if one.f_code.co_filename in files]

    def _variables(self, frame):
        names = frame.f_locals
        is_module = names is frame.f_globals
        found = []
        for name, value in list(names.items()):
            if is_module and (name.startswith("__") or isinstance(value, ModuleType)):
                continue
            found.append(self._described(name, value))
        return found[-_MOST:]

    def _described(self, name, value):
        """Return a value as the page shows it; with a number where it can be opened."""
        try:
            text = _repr.repr(value)
        except Exception as error:
            text = f"<{type(value).__name__}: {type(error).__name__} in its repr>"
        number = None
        if _opens(value):
            number = len(self._shown)
            self._shown.append(value)
        return [str(name), type(value).__name__, text, number]

    def _inside(self, value):
        if isinstance(value, dict):
            parts = [(_repr.repr(key), part) for key, part in list(value.items())[:_MOST]]
        elif isinstance(value, (list, tuple)):
            parts = list(enumerate(value[:_MOST]))
        elif isinstance(value, (set, frozenset)):
            parts = list(enumerate(list(value)[:_MOST]))
        else:
            parts = list(vars(value).items())[:_MOST]
        return [self._described(name, part) for name, part in parts]

    def _watched(self, source, frame):
        try:
            return self._described(source, eval(source, frame.f_globals, frame.f_locals))
        except Exception as error:
            return [source, type(error).__name__, f"{type(error).__name__}: {error}", None]

    def trace_from(self, frame):
        """Have events come from ``frame`` on, which runs already."""
        while frame:
            frame.f_trace = self.trace_dispatch
            self.frame_trace_lines_opcodes[frame] = (frame.f_trace_lines, frame.f_trace_opcodes)
            frame.f_trace_lines = True
            frame = frame.f_back
        self.start_trace()

    def failed(self, error):
        """Stop where an exception was raised that nobody has caught."""
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename not in files:
            trace = trace.tb_next
        if trace and not isinstance(error, (KeyboardInterrupt, SystemExit)) and type(error).__name__ != "CancelledError":
            self.ask(None, "exception", f"{type(error).__name__}: {error}", trace)


_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = 200
_repr.maxlist = _repr.maxtuple = _repr.maxdict = _repr.maxset = 20


def _opens(value):
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return len(value) > 0
    return not isinstance(value, type) and bool(getattr(value, "__dict__", None)) and not callable(value)


async def debugging(coroutine, lines):
    """Await a source's ``coroutine`` step by step. ``lines`` are those with breakpoints, by file; None where
    only ``breakpoint()`` stops it."""
    global _active
    end()
    if lines is not None:
        _active = Debugger()
        _active.set_lines(lines)
        _active.reset()
        _active.start_trace()
    try:
        return await coroutine
    except Exception as error:
        if _active is not None:
            _active.stop_trace()
            _active.failed(error)
        raise
    finally:
        end()


def breakpoint_reached(*arguments, **others):
    """Stand for ``breakpoint()``: debug from here on."""
    global _active
    frame = sys._getframe(1)
    if frame.f_code.co_filename not in files:
        return sys.__breakpointhook__(*arguments, **others)
    debugger = _active
    if debugger is None:
        _active = debugger = Debugger()
        debugger.reset()
        debugger.botframe = _outermost(frame)
    debugger._begun = True
    debugger.stop_trace()
    with debugger.set_enterframe(frame):
        kind = debugger.ask(frame, "breakpoint")
    if kind != "continue" or debugger.breaks:
        debugger.trace_from(frame)


def _outermost(frame):
    while frame.f_back:
        frame = frame.f_back
    return frame


def end():
    """Trace nothing any more."""
    global _active
    if _active is not None:
        _active.stop_trace()
        _active = None
