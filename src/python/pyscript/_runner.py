"""Python's half of an interpreter's driver: executes sources and describes what went wrong.

The driver's other half is JavaScript (``interpreters/pyodide.ts``, ``interpreters/micropython.ts``). It
gives :func:`setup` its hooks, then calls the functions here. Nothing is raised across that border: a
failure is described in Python, where its traceback is, and handed over by a hook. The differences between
the interpreters are in ``_runner_cpython.py`` and ``_runner_micropython.py``.
"""

import sys

import __main__

from ._context import Coroutine, back, current, end_life, enter, leave

if sys.implementation.name == "micropython":
    from . import _runner_micropython as _own
else:
    from . import _runner_cpython as _own
    from ._runner_cpython import flush, invalidate_caches, remember_last, stop

main = __main__.__dict__
keep = _own.keep

_hooks = None
_raised = None
_last = None
# Coroutines that JavaScript waits for, and :func:`interrupt` may interrupt.
_awaiting = []
# Promises that JavaScript waits for, by number: the run, and the function that rejects it.
_owed = {}
_last_owed = 0
# By name in the main namespace: the run that set it, and the identity of what it set.
_owners = {}
_values = {}


def setup(hooks):
    """Take the driver's hooks: JavaScript functions, by attribute."""
    global _hooks, _raised
    _hooks = hooks
    _raised = hooks.raised
    _own.setup(hooks, report, last_error)
    if hooks.sleeps:
        _own.replace_sleep(_sleep)


def version():
    """Return the interpreter's version."""
    return _own.version()


def describe(error):
    """Return type, message, traceback, file name and line of ``error``. A script that ends itself needs no
    traceback."""
    name, message, traceback, filename, lineno = _own.describe(error)
    if isinstance(error, SystemExit):
        traceback = f"{name}: {message}\n"
    return name, message, traceback, filename, lineno


def quits(error):
    """Tell whether ``error`` is a script's way to end well: ``sys.exit()``, ``exit(0)``."""
    return isinstance(error, SystemExit) and (not error.args or error.args[0] in (None, 0))


def fail(error):
    """Return what makes the driver throw ``error`` where it called Python; nothing where that is how a script
    ends."""
    global _last
    if quits(error):
        return None
    _last = error
    return keep(_raised(*describe(error)))


def last_error():
    """Return the exception that was handed over last: one that comes back from JavaScript is raised as
    itself."""
    return _last


def report(error, run):
    """Tell the page of an exception that nobody is there to catch."""
    if quits(error):
        return
    import _pyscript_host

    _pyscript_host.report(run, *describe(error))


def _claim(run):
    """Note the names that ``run`` has set: what is looked up by name belongs to the run that defined it."""
    for name, value in main.items():
        if _values.get(name) != id(value):
            _values[name] = id(value)
            _owners[name] = run


def run(source, filename, run):
    """Execute ``source`` in the main namespace; return its last expression's value."""
    before = enter(run)
    try:
        return keep(_own.execute(source, filename, main))
    except BaseException as error:
        return fail(error)
    finally:
        leave(before)
        _claim(run)


def run_async(source, filename, run, resolve, reject):
    """Execute ``source``, whose top level may ``await``; return the task to cancel, None when it has
    ended."""
    before = enter(run)
    try:
        result = _own.execute_async(source, filename, main)
        if type(result) is Coroutine:
            return keep(_start(_claiming(result, run), run, resolve, reject))
        _claim(run)
        resolve(keep(result))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            interrupt(run)  # it may have come when the task was there already
        _end(error, resolve, reject)
    finally:
        leave(before)


def cancel(task):
    """Cancel what :func:`run_async` returned."""
    try:
        task.cancel()
    except RuntimeError:
        pass  # MicroPython: a task cannot cancel itself


def _end(error, resolve, reject):
    """Settle what JavaScript waits for by an exception."""
    if quits(error):
        resolve(None)
    else:
        reject(*describe(error))


async def _claiming(coroutine, run):
    try:
        return await coroutine
    finally:
        _claim(run)


def _start(coroutine, run, resolve, reject):
    awaited = _own.Interruptible(coroutine, run)
    awaited.task = settle(awaited, run, resolve, reject)
    _awaiting.append(awaited)
    return awaited.task


def settle(awaited, run, resolve, reject):
    """Settle a promise as ``awaited`` ends; return the task that does."""
    return _own.start(_settle(awaited, owe(run, reject), resolve, reject), run)


def owe(run, reject):
    """Have ``reject`` called, without arguments, if ``run`` ends before :func:`pay` is called with what this
    returns."""
    global _last_owed
    _last_owed += 1
    _owed[_last_owed] = run, reject
    return _last_owed


def pay(number):
    """Tell whether what :func:`owe` returned that for is waited for still; it is not any more."""
    return _owed.pop(number, None) is not None


async def _settle(awaited, number, resolve, reject):
    try:
        value = await awaited
    except BaseException as error:
        _end(error, resolve, reject)
    else:
        resolve(keep(value))
    finally:
        pay(number)
        if awaited in _awaiting:
            _awaiting.remove(awaited)


def end(run):
    """The run goes: its tasks are cancelled, and what JavaScript keeps of its functions does nothing any
    more."""
    end_life(run)
    for number, (owner, reject) in list(_owed.items()):
        # Now, since a task that has not begun never would.
        if owner == run and pay(number):
            reject()
    _awaiting[:] = [awaited for awaited in _awaiting if awaited.run != run]
    _own.cancel_tasks(run)


def interrupt(run):
    """Raise ``KeyboardInterrupt`` in what ``run`` awaits; in everything when it is negative."""
    for awaited in list(_awaiting):
        # A task that is in the middle of a step waits in `run_sync`, which the driver interrupts.
        if (run < 0 or awaited.run == run) and not awaited.stepping:
            awaited.interrupted = True
            if awaited.started:
                cancel(awaited.task)


def run_sync(promise):
    """Wait for a promise of JavaScript inside a synchronous call; return its result.

    A rejection raises what ``await`` would raise. It is a ``RuntimeError`` if the interpreter, or the
    JavaScript that called this, cannot be suspended.
    """
    return _own.wait(promise, current())


def _sleep(seconds, original):
    """Sleep so that it can be interrupted and leaves the processor alone, if there is a way here."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if _hooks.sleeps == "blocking":
        if _hooks.sleep(seconds * 1000):
            raise KeyboardInterrupt
        return
    try:
        run_sync(_hooks.timer(seconds * 1000))
    except RuntimeError:
        original(seconds)


def retain(function, is_handler=False):
    """Return ``function`` for JavaScript to call later, in the present run. A coroutine becomes a promise.

    A handler is called with one argument, an event, which it need not take.
    """
    run = current()
    if is_handler:
        return keep(_handling(function, run))

    def call(*args):
        before = enter(run)
        try:
            result = function(*args)
            return result if result is None else returned(result, run)
        except BaseException as error:
            return fail(error)
        finally:
            leave(before)

    return keep(call)


def _handling(function, run, first=None, rest=()):
    """Return what calls a handler for each event, so what is not needed each time is elsewhere.

    It returns nothing but JavaScript's own: promises, and what the driver has made. With a name, the
    function is the one that has the name at the time of the call.
    """
    known = function

    def look():
        nonlocal function, known, run
        known = found = main.get(first)
        for attribute in rest:
            found = getattr(found, attribute, None)
        # A function that is found by name belongs to the run that defined it.
        run = _owners.get(first, 0)
        if callable(found):
            function = adapt(found, settle)
            return True
        known = None
        return False

    def settle(direct):
        nonlocal function
        function = direct

    def call(event):
        # A run that is not known yet may be known by now.
        if first and (rest or main.get(first) is not known or not run) and not look():
            return keep(_hooks.gone)
        before = enter(run)
        try:
            result = function(event)
            return result if result is None else _meant(result, run)
        except BaseException as error:
            return fail(error)
        finally:
            back(before)

    from ._callables import adapt

    if first:
        return call if look() else None
    function = adapt(function, settle)
    return call


def returned(result, run):
    """Return what JavaScript is given for ``result``: a promise for a coroutine, whose task is started."""
    if type(result) is Coroutine:
        later = _hooks.deferred()
        _start(result, run, later.resolve, later.reject)
        result = later.promise
    return keep(result)


def _meant(result, run):
    """Return what a handler's result means to those who called it: nothing, unless they may wait for it."""
    return returned(result, run) if type(result) is Coroutine or _own.is_js(result) else None


def lookup(name):
    """Find a callable by its dotted name in the main namespace; None when there is none.

    It may be a handler that takes no event.
    """
    from ._callables import adapt

    first, *rest = name.split(".")
    found = main.get(first)
    for attribute in rest:
        found = getattr(found, attribute, None)
    if not callable(found):
        return None
    before = enter(_owners.get(first, 0))
    try:
        return retain(adapt(found))
    finally:
        leave(before)


def handler(name):
    """Find a handler by its name, as :func:`lookup` does. The name is looked up again for each event: where
    nothing goes by it any more, the driver's ``gone`` is returned.
    """
    first, *rest = name.split(".")
    return keep(_handling(None, 0, first or " ", rest))


def plain(value):
    """Make JavaScript data of ``value``. Failures are handed over like those of :func:`run`."""
    try:
        return keep(converted(value))
    except BaseException as error:
        return fail(error)


def converted(value):
    """Return ``value`` as plain JavaScript data, by one crossing.

    Raises:
        TypeError: some of it cannot cross; the message says which part.
    """
    if value is None or isinstance(value, (bool, float, str)) or _own.is_js(value):
        return value
    if isinstance(value, int):
        return value if -0x40000000 <= value < 0x40000000 else _hooks.big(str(value))
    from ._pack import crossing, pack

    text, extras = pack(value)
    return _hooks.unpack(text, crossing(extras))
