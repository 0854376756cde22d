"""Functions of every kind, and those that are called in a certain run."""

from functools import partial

from ._context import Coroutine, current, enter, leave
from ._platform import MICROPYTHON


class _Example:
    def method(self):
        pass

    def closure(self):
        return lambda: self


async def _coroutine_function():
    pass


# Methods come first: most handlers of events are.
FUNCTIONS = tuple(
    type(example)
    for example in (
        _Example().method,
        _coroutine_function,
        _Example.method,
        _Example().closure(),
        print,
        [].append,
        partial(print),
    )
)


def is_function(value):
    """Tell functions of every kind from other callables: classes, and objects with ``__call__``."""
    return isinstance(value, FUNCTIONS)


if MICROPYTHON:
    from ._context import Carried as carry

else:

    async def carry(coroutine, run):
        """Run ``coroutine`` so that its every step belongs to ``run``."""
        token = enter(run)
        try:
            return await coroutine
        finally:
            leave(token)


def bind(function, run=None):
    """Return a function that calls ``function`` in the present run, whenever it is called.

    A coroutine that ``function`` returns keeps the run as well.
    """
    if run is None:
        run = current()

    def bound(*args, **kwargs):
        before = enter(run)
        try:
            result = function(*args, **kwargs)
        finally:
            leave(before)
        return carry(result, run) if type(result) is Coroutine else result

    return bound
