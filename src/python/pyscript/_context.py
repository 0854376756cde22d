"""Which run the code that is executing belongs to.

A *run* is one execution of one source; the page numbers them from 1, and 0 means none. The number travels
with the code: through ``await``, into tasks, and into functions kept for later with ``_functions.bind``.
Output of a script, and exceptions that it raises after it has ended, find their place by it.

Pyodide has context variables for this. MicroPython has none, so there a coroutine is wrapped in an object
that sets the number for each of its steps.
"""

import sys


async def _coroutine():
    pass


_example = _coroutine()
#: The type of what calling an ``async def`` function returns. MicroPython's are plain generators.
Coroutine = type(_example)
_example.close()
del _example, _coroutine

if sys.implementation.name == "micropython":
    _run = 0

    def current():
        """Return the number of the current run, 0 outside of any."""
        return _run

    def enter(run):
        """Make ``run`` the current one; hand what this returns to :func:`leave`."""
        global _run
        before = _run
        _run = run
        return before

    leave = back = enter

    class Carried:
        """A coroutine whose every step belongs to one run."""

        def __init__(self, coroutine, run):
            self.coroutine = coroutine
            self.run = run

        def __iter__(self):
            return self

        def __next__(self):
            return self.send(None)

        def send(self, value):
            return self.step(self.coroutine.send, value)

        def throw(self, *error):
            return self.step(self.coroutine.throw, *error)

        def step(self, step, *given):
            """Take a step; a subclass does something else besides."""
            global _run
            before = _run
            _run = self.run
            try:
                return step(*given)
            finally:
                _run = before

        def close(self):
            self.coroutine.close()

else:
    from contextvars import ContextVar

    _run = ContextVar("pyscript_run", default=0)
    current = _run.get
    enter = _run.set
    #: As :func:`leave`, where nothing can have been awaited since.
    back = _run.reset

    def leave(token):
        """Undo :func:`enter`."""
        try:
            _run.reset(token)
        except ValueError:
            pass  # a coroutine that is collected unfinished ends in a foreign context


class Life:
    """The end of a run: then the functions it has left behind may not be called; see :func:`life`."""

    ended = False

    def over(self):
        """Called when it has ended."""


_lives = {}


def life(run):
    """Return what says of ``run`` whether it has ended: whoever keeps a function for later looks at it
    then."""
    found = _lives.get(run)
    if found is None:
        found = _lives[run] = Life()
    return found


def end_life(run):
    """Make ``run`` one that has ended."""
    found = _lives.pop(run, None)
    if found is not None:
        found.ended = True
        found.over()


class entering:
    """A context manager: what happens inside belongs to ``run``.

    >>> with entering(3):
    ...     current()
    3
    """

    def __init__(self, run):
        self._number = run

    def __enter__(self):
        self._before = enter(self._number)

    def __exit__(self, *error):
        leave(self._before)
