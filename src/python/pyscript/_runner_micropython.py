"""The part of :mod:`pyscript._runner` for MicroPython."""

import asyncio
import builtins
import gc
import sys
from io import StringIO

import jsffi

from ._context import Carried, Coroutine, current

_hooks = None
_wait = None
_report = None
_last_error = None
_kept = None
_pending = None
# File names that are too long for MicroPython, by those it is given.
_long_names = {}
_core = asyncio.core
_Task = _core.Task
_create_task = _core.create_task
_queue = _core._task_queue
# Tasks that have not ended, by what their steps go through.
_tasks = {}
#: The collector runs when a call from JavaScript returns, if so many bytes have been allocated since it ran:
#: 16 kB by the build, so that each call of some size had all that lives looked through.
_COLLECTED_AFTER = 1 << 20
# Frames of this library and of the machinery below it. "<stdin>" is the driver's own call.
_OURS = ("/lib/pyscript/", "asyncio/", "<stdin>")


def setup(hooks, report, last_error):
    """Take the driver's hooks."""
    global _hooks, _report, _last_error, _wait
    gc.threshold(_COLLECTED_AFTER)
    _hooks = hooks
    # A function that is not an attribute: calls of those pass the object along.
    _wait = hooks.waiter()
    _report = report
    _last_error = last_error
    _core.js = hooks.timers
    # Its own module is no object of JavaScript's: it cannot be passed to a function.
    sys.modules["js"] = __import__("js").globalThis
    hooks.arm(_Raiser(), _Maker())


def version():
    """Return MicroPython's version."""
    return ".".join(str(part) for part in sys.implementation.version[:3])


class _Raiser:
    """Raises, when asked for an iterator, what JavaScript has thrown; see ``micropython-traps.ts``."""

    def __iter__(self):
        thrown = _hooks.thrown()
        kind = thrown.kind
        if kind == 2:
            raise _last_error()
        if kind == 1:
            known = getattr(builtins, thrown.name, None)
            if isinstance(known, type) and issubclass(known, BaseException):
                raise known(thrown.message)
        raise jsffi.JsException(thrown.error, thrown.name, thrown.message)


class _Maker:
    """Returns, when asked for an iterator, an integer too large to cross."""

    def __iter__(self):
        return int(_hooks.digits())


def _no_input(prompt=""):
    raise EOFError("input() needs a terminal")


class _OfTask(Carried):
    """A task's coroutine. An exception that ends a task ends only that, not the loop: the loop knows only
    ``Exception``."""

    #: True if it is to end at its next step: MicroPython cannot cancel a task that is in the middle of one.
    ending = False

    def send(self, value):
        if self.ending:
            self.ending = False
            return self.throw(asyncio.CancelledError())
        return Carried.send(self, value)

    def step(self, step, *given):
        task = _core.cur_task
        key = task.ph_key
        try:
            if Carried.step(self, step, *given) is not None:
                # A generator, which `await` takes for a coroutine: the loop would not go on with it.
                Carried.step(self, self.coroutine.throw, TypeError("a generator cannot be awaited"))
        except BaseException as error:
            _tasks.pop(self, None)
            if isinstance(error, (SystemExit, KeyboardInterrupt)):
                # It would end the loop.
                _report(error, self.run)
                raise asyncio.CancelledError
            raise
        if task.data is None and task.ph_key == key:
            # It sleeps no time, and is in the queue, or a generator has given nothing.
            _queue.remove(task)
            _queue.push(task)


def create_task(coroutine):
    """Like ``asyncio.create_task``; the task belongs to the current run."""
    if type(coroutine) is Coroutine:
        return start(coroutine, current())
    return _create_task(coroutine)


def cancel_tasks(run):
    """Cancel the tasks of ``run``, those that its tasks have made among them."""
    for carried, task in list(_tasks.items()):
        if carried.run == run:
            try:
                task.cancel()
            except RuntimeError:
                carried.ending = True


def _promote_to_task(awaitable):
    if isinstance(awaitable, _Task):
        return awaitable
    return create_task(awaitable.__await__() if hasattr(awaitable, "__await__") else awaitable)


def _unhandled(loop, context):
    _report(context["exception"], getattr(context["future"].coro, "run", 0))


def keep(value):
    """Return ``value``, and hold it until the next one.

    MicroPython collects garbage when the outermost call from JavaScript returns, and does so before it
    hands over the result: what only the result holds would be gone. Large integers cross as digits.
    """
    global _kept
    if type(value) is int and not -0x40000000 <= value < 0x40000000:
        value = _hooks.big(str(value))
    _kept = value
    return value


def start(coroutine, run):
    """Run ``coroutine`` as a task of ``run``."""
    carried = _OfTask(coroutine, run)
    task = _tasks[carried] = _create_task(carried)
    return task


class Interruptible(Carried):
    """Awaits a coroutine; what looks like the end of its task may be an interrupt."""

    def __init__(self, coroutine, run):
        Carried.__init__(self, coroutine, run)
        self.task = None
        self.started = self.stepping = self.interrupted = False

    def send(self, value):
        if self.interrupted:
            if self.started:
                return self.throw(None)
            raise KeyboardInterrupt
        self.started = True
        return Carried.send(self, value)

    def throw(self, *error):
        if self.interrupted:
            self.interrupted = False
            error = (KeyboardInterrupt(),)
        return Carried.throw(self, *error)

    def step(self, step, *given):
        self.stepping = True
        try:
            return Carried.step(self, step, *given)
        finally:
            self.stepping = False


def wait(promise, run):
    """Wait for ``promise``; see :func:`pyscript._runner.run_sync`."""
    if _wait is None:
        raise RuntimeError(_hooks.cannot_wait)
    # Two arguments, no more, no less: the driver stops the interpreter after that kind of call.
    return _wait(promise, run)


def replace_sleep(sleep):
    """Make ``time``'s functions call ``sleep``."""
    import time

    original, original_ms = time.sleep, time.sleep_ms
    time.sleep = lambda seconds: sleep(seconds, original)
    time.sleep_ms = lambda ms: sleep(ms / 1000, lambda _: original_ms(ms))


def _short(filename):
    """Return a name for ``filename`` that MicroPython can keep: it takes at most 255 bytes."""
    if len(filename.encode()) < 256:
        return filename
    for short, name in _long_names.items():
        if name == filename:
            return short
    short = f"<long name {len(_long_names)}>"
    _long_names[short] = filename
    return short


def _compile(source, filename):
    """Compile to a list of code objects, of which the last one assigns the last expression's value.

    There is no ``ast``: what follows the last line without indent that can begin one may be an expression,
    or what follows the line of that kind before; the compiler knows.
    """
    filename = _short(filename)
    begin = len(source) + 1
    for _ in range(4):
        first = ""
        while begin and (not first or first in " \t\r\n#)]}"):
            begin = source.rfind("\n", 0, begin - 1) + 1
            first = source[begin : begin + 1]
        if not first or first in " \t\r\n#@)]}":
            break
        value = "\n" * source.count("\n", 0, begin) + "__value__ = (" + source[begin:] + "\n)"
        try:
            value = compile(value, filename, "exec")
            return [compile(source[:begin], filename, "exec"), value]
        except SyntaxError:
            if not begin:
                break
    return [compile(source, filename, "exec")]


def compile_pending():
    """Compile what :func:`execute_async` left here. The driver calls this where ``await`` is allowed at top
    level."""
    global _pending
    source, filename = _pending
    try:
        _pending = _compile(source, filename)
    except BaseException as error:
        _pending = error


def execute(source, filename, main):
    """Execute ``source``; return the value of its last expression."""
    for code in _compile(source, filename):
        exec(code, main)
    return main.pop("__value__", None)


def execute_async(source, filename, main):
    """Execute ``source``; return its value, or a coroutine when its top level awaits."""
    global _pending
    if "await" not in source:
        value = execute(source, filename, main)
        return _valued(value) if type(value) is Coroutine else value
    _pending = source, filename
    _hooks.compile_pending()
    codes, _pending = _pending, None
    if isinstance(codes, BaseException):
        raise codes
    return _steps(codes, main)


async def _valued(coroutine):
    return await _Value(coroutine, current())


class _Value(Carried):
    """Results in what a coroutine does, and in nothing where it is a generator: that is of the same type, and
    would be a thenable to JavaScript."""

    def step(self, step, *given):
        if Carried.step(self, step, *given) is not None:
            raise StopIteration


async def _steps(codes, main):
    for code in codes:
        result = exec(code, main)
        if type(result) is Coroutine:
            await result
    return main.pop("__value__", None)


def describe(error):
    """Return type, message, traceback, file name and line of ``error``."""
    message = str(error)
    text = StringIO()
    sys.print_exception(error, text)
    text = text.getvalue()
    if isinstance(error, jsffi.JsException):
        # Python prints the arguments, of which the first is a proxy.
        plain = f"{error.args[1]}: {error.args[2]}"
        text = text.replace(f"JsException: {message}", f"JsException: {plain}")
        message = plain
    kept = []
    filename, lineno = "", 0
    for line in text.split("\n"):
        if line.startswith('  File "'):
            name, _, rest = line[8:].partition('", line ')
            if name.startswith(_OURS):
                continue
            if name in _long_names:
                line = line.replace(name, _long_names[name])
                name = _long_names[name]
            filename, lineno = name, int(rest.split(",")[0])
        kept.append(line)
    return type(error).__name__, message, "\n".join(kept), filename, lineno


def is_js(value):
    """Tell whether a value is JavaScript's own."""
    return isinstance(value, jsffi.JsProxy)


# Here rather than in `setup`: what is done when this is imported, the build has done.
_core.create_task = asyncio.create_task = _core.Loop.create_task = create_task
_core._promote_to_task = _promote_to_task
asyncio.get_event_loop().set_exception_handler(_unhandled)
builtins.input = _no_input
builtins.exit = builtins.quit = sys.exit
