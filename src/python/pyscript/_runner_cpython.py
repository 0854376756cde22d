"""The part of :mod:`pyscript._runner` for Pyodide."""

import ast
import asyncio
import builtins
import inspect
import linecache
import os
import sys
from functools import partial
from weakref import WeakSet

from _pyodide import _future_helper

from ._context import _run, current

_CO_COROUTINE = 0x80  # as inspect.CO_COROUTINE, which is slow to import
# The files that were executed, the latest last, and the paths that these would be. `linecache` has their
# lines, and pages that make elements for ever must not fill it.
_sources = {}
_MAX_SOURCES = 256
# Handles of `call_later` and `call_at`, by run.
_timers = {}
_report = None
_last_error = None
_hooks = None
_OURS = __file__[: __file__.rindex("/") + 1]
_STANDARD = f"/lib/python3{sys.version_info.minor}"
# The interpreter's own, of which converting a value for JavaScript calls some: `abc`.
_FROZEN = "<frozen "
# By which `asyncio.sleep` ends.
_WAKE = getattr(asyncio.futures, "_set_result_unless_cancelled", None)


def setup(hooks, report, last_error):
    """Watch tasks for exceptions that nobody fetches."""
    global _report, _last_error, _hooks
    _report = report
    _last_error = last_error
    _hooks = hooks
    loop = asyncio.get_event_loop()
    loop.create_task = partial(_create_task, loop)
    loop.call_later = partial(_call_later, loop.call_later)
    # An exception that ends a task ends only that: `_ended` reports it, and the loop must not raise it again.
    loop._system_exit_handler = loop._keyboard_interrupt_handler = lambda *arguments: None
    type(builtins.exit).__call__ = _exit
    # Looked up at each `await` of a promise.
    _future_helper.set_exception = _reject
    inspect.getfile = partial(_file_of, inspect.getfile)
    if hooks.rearm:
        import _signal

        _signal.signal(2, _on_interrupt)


def _exit(quitter, code=None):
    """Like ``exit``, which closes ``sys.stdin`` as well: the page's Python goes on."""
    raise SystemExit(code)


def _reject(future, error):
    """Have ``future`` raise what a promise was rejected with, which may be anything: what is no exception it
    refuses."""
    if not future.done():
        future.set_exception(error if isinstance(error, BaseException) else _hooks.raised_by_js(error))


def version():
    """Return Python's version; Pyodide's own is known to JavaScript."""
    return sys.version.partition(" ")[0]


def flush():
    """Write out what was printed."""
    sys.stdout.flush()
    sys.stderr.flush()


def remember_last():
    """Make what was handed over last ``sys.last_exc``, where Pyodide looks for one to raise again; return its
    address."""
    sys.last_exc = _last_error()
    return id(sys.last_exc)


def stop():
    """Cancel every task."""
    for task in asyncio.all_tasks(asyncio.get_event_loop()):
        task.cancel()


def cancel_tasks(run):
    """Cancel the tasks of ``run``, those that its tasks have made among them, and what it has scheduled."""
    for handle in _timers.pop(run, ()):
        handle.cancel()
    loop = asyncio.get_event_loop()
    for task in asyncio.all_tasks(loop):
        if task.get_context().get(_run) == run:
            coroutine = task.get_coro()
            if getattr(coroutine, "cr_suspended", True) or coroutine.cr_running:
                task.cancel()
            else:
                # A task that has not begun takes its first step: Python warns of coroutines that never do.
                loop.call_soon(task.cancel)


def _call_later(original, delay, callback, *arguments, context=None):
    handle = original(delay, callback, *arguments, context=context)
    # Without a delay it is most often a task's next step; and what sleeps is a task's.
    if delay > 0 and callback is not _WAKE:
        run = current()
        if run not in _timers:
            _timers[run] = WeakSet()
        _timers[run].add(handle)
    return handle


def invalidate_caches():
    """Make modules importable that were installed just now.

    The standard library's archive does not change, and may not be there yet: whoever looks for a module
    would wait for it, to read anew what is in it.
    """
    import importlib
    import sys

    path = "/lib/python%d%d.zip" % sys.version_info[:2]
    library = sys.path_importer_cache.pop(path, None)
    importlib.invalidate_caches()
    if library:
        sys.path_importer_cache[path] = library


def _create_task(loop, coroutine, **options):
    task = asyncio.Task(coroutine, loop=loop, **options)
    task.add_done_callback(_ended)
    return task


def _ended(task):
    # Callers that await the task are called back in this turn of the loop and fetch the exception; look after
    # them.
    if task._log_traceback:
        task.get_loop().call_soon(_report_unless_fetched, task)


def _report_unless_fetched(task):
    if task._log_traceback:
        _report(task.exception(), current())


def keep(value):
    """Return ``value``; see MicroPython's."""
    return value


def start(coroutine, run):
    """Run ``coroutine`` as a task; the context that it inherits has the run's number."""
    return asyncio.get_event_loop().create_task(coroutine)


def _on_interrupt(number, frame):
    """Raise ``KeyboardInterrupt``, but only above code of the author: the event loop would lose what it is
    about to run."""
    while frame:
        filename = frame.f_code.co_filename
        if not (_is_ours(filename) or filename.startswith((_STANDARD, _FROZEN))):
            raise KeyboardInterrupt
        frame = frame.f_back
    _hooks.rearm()


class Interruptible:
    """Awaits a coroutine; what looks like the end of its task may be an interrupt."""

    def __init__(self, coroutine, run):
        self._coroutine = coroutine
        self.run = run
        self.task = None
        self.started = self.stepping = self.interrupted = False

    def __await__(self):
        coroutine = self._coroutine
        self.started = True
        error = KeyboardInterrupt() if self.interrupted else None
        while True:
            self.stepping = True
            try:
                waiting = coroutine.throw(error) if error else coroutine.send(None)
            except StopIteration as stop:
                return stop.value
            finally:
                self.stepping = False
            error = None
            try:
                yield waiting
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as reason:
                error = reason
            if self.interrupted and isinstance(error, asyncio.CancelledError):
                self.interrupted = False
                self.task.uncancel()
                error = KeyboardInterrupt()


def wait(promise, run):
    """Wait for ``promise``; see :func:`pyscript._runner.run_sync`."""
    from pyodide.ffi import JsException, can_run_sync, run_sync

    if not can_run_sync():
        raise RuntimeError(_hooks.cannot_wait)
    try:
        return run_sync(_hooks.waiting(promise, run))
    except JsException as error:
        if error.name != "KeyboardInterrupt":
            raise
    raise KeyboardInterrupt


def replace_sleep(sleep):
    """Make ``time.sleep`` call ``sleep``."""
    import time

    original = time.sleep
    time.sleep = lambda seconds: sleep(seconds, original)


def _remember(filename, source):
    """Give ``linecache`` the lines of a source, for tracebacks, ``inspect``, ``pdb`` and the author's
    ``traceback``."""
    _sources.pop(filename, None)
    _sources[filename] = path = os.path.abspath(filename)
    # `pdb` asks by the path.
    linecache.cache[filename] = linecache.cache[path] = (len(source), None, source.splitlines(True), filename)
    if len(_sources) > _MAX_SOURCES:
        oldest = next(iter(_sources))
        linecache.cache.pop(oldest, None)
        linecache.cache.pop(_sources.pop(oldest), None)


def _file_of(get_file, object):
    """Return the file of ``object``, like ``inspect.getfile``, also for classes of scripts: ``__main__`` has
    many files."""
    try:
        return get_file(object)
    except OSError:
        for filename in reversed(_sources):
            if _defines(linecache.getlines(filename), object):
                return filename
        raise


def _defines(lines, kind):
    """Tell whether a class statement is where ``kind`` says that its own begins, below its decorators."""
    statement = f"class {kind.__name__}"
    first = vars(kind).get("__firstlineno__", 0) - 1
    for line in lines[first:] if first >= 0 else ():
        text = line.lstrip()
        if text.startswith(statement):
            return not (text[len(statement)] == "_" or text[len(statement)].isalnum())
        if text.startswith(("class ", "def ", "async def ")):
            return False
    return False


def _compile(source, filename, flags):
    _remember(filename, source)
    tree = ast.parse(source, filename)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        tree.body[-1] = ast.copy_location(ast.Assign([ast.Name("__value__", ast.Store())], last.value), last)
        ast.fix_missing_locations(tree)
    return compile(tree, filename, "exec", flags)


def execute(source, filename, main):
    """Execute ``source``; return the value of its last expression."""
    exec(_compile(source, filename, 0), main)
    return _value(main)


def execute_async(source, filename, main):
    """Execute ``source``, or return the coroutine that does when its top level awaits."""
    code = _compile(source, filename, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return _evaluate(code, main)


async def _evaluate(code, main):
    result = eval(code, main)
    if code.co_flags & _CO_COROUTINE:
        await result
    return _value(main)


def _value(main):
    """Return the last expression's value; None for a future, as a task is: it goes on by itself, nobody waits
    for it."""
    value = main.pop("__value__", None)
    return None if isinstance(value, asyncio.Future) else value


def describe(error):
    """Return type, message, traceback, file name and line of ``error``."""
    import traceback

    described = traceback.TracebackException(type(error), error, error.__traceback__)
    _strip(described)
    filename, lineno = "", 0
    for frame in described.stack or ():
        if frame.filename in _sources or not frame.filename.startswith((_STANDARD, "<")):
            filename, lineno = frame.filename, frame.lineno
    if isinstance(error, SyntaxError) and error.filename and not error.filename.startswith("<"):
        filename, lineno = error.filename, error.lineno or 0
    try:
        message = str(error)
    except Exception:
        message = "<exception str() failed>"
    return type(error).__name__, message, "".join(described.format()), filename, lineno


def _strip(described):
    """Take out the frames of this package and of Pyodide, and what they called the author's code or compiler
    by."""
    if described is None:
        return
    stack = described.stack
    if stack:
        begin = 0
        if _is_ours(stack[0].filename):
            while begin < len(stack) and _is_machinery(stack[begin].filename):
                begin += 1
        # Pyodide takes the text of an error without a stack for a frame, in line 0.
        stack[:] = [frame for frame in stack[begin:] if frame.lineno and not _is_ours(frame.filename)]
        if not stack and described.exc_type_str in ("SyntaxError", "IndentationError", "TabError"):
            described.stack = None
    _strip(described.__cause__)
    _strip(described.__context__)
    for part in described.exceptions or ():
        _strip(part)


def _is_machinery(filename):
    return _is_ours(filename) or filename.startswith(_STANDARD) and filename.endswith(("/ast.py", "/asyncio/events.py"))


def _is_ours(filename):
    return filename.startswith(_OURS) or "/_pyodide/" in filename or "/pyodide/" in filename


def is_js(value):
    """Tell whether a value is JavaScript's own."""
    from pyodide.ffi import JsProxy

    return isinstance(value, JsProxy)
