"""Calling functions that may or may not want the argument there is: event handlers.

``adapt(function)`` is the one place that knows how many arguments a handler takes.
"""

import sys

from ._context import Coroutine

MICROPYTHON = sys.implementation.name == "micropython"


if MICROPYTHON:
    # Signatures say little here: not of methods, not of `*args`, not of objects with `__call__`. A call says
    # all. A function that refuses its arguments has not begun, so calling it again without is safe.

    async def _example():
        pass

    # Functions that refused, so that those looked up for each event refuse once.
    _WITHOUT = set()
    _PLAIN = type(lambda: 0), type(_example)

    def adapt(function, settled=None):
        """Return a function that calls ``function``, without the one argument there is where it takes none.

        Once it is known that ``function`` takes it, ``settled`` is called: the function may be called
        itself from then on.
        """
        is_plain = type(function) in _PLAIN
        takes = False if is_plain and function in _WITHOUT else None

        def call(*arguments):
            nonlocal takes
            if takes or len(arguments) != 1:
                return function(*arguments)
            if takes is None:
                takes = True
                try:
                    result = function(*arguments)
                    if settled is not None:
                        settled(function)
                    return result
                except TypeError as error:
                    if not _refused(error):
                        raise
                takes = False
                if is_plain and len(_WITHOUT) < 1000:
                    _WITHOUT.add(function)
            return function()

        return call

    def _refused(error):
        """Tell whether a call itself failed for its arguments: then the traceback has no frame of the
        function."""
        if "positional argument" not in str(error):
            return False
        from io import StringIO

        text = StringIO()
        sys.print_exception(error, text)
        frames = [line for line in text.getvalue().split("\n") if line.startswith('  File "')]
        # The name that tracebacks have: `__file__` is that of the bytecode.
        # `partial` objects are functions of functools that hand the call on.
        return '/_callables.py"' in frames[0] and all('"functools.py"' in frame for frame in frames[1:])

else:
    _FUNCTION = type(lambda: 0)
    _VARIABLE_ARGUMENTS = 4

    def adapt(function, settled=None):
        """Return a function that calls ``function``, without the one argument there is where it takes
        none."""
        return function if _takes_argument(function) else lambda *arguments: function(*arguments[1:])

    def _takes_argument(function):
        if type(function) is _FUNCTION and not function.__dict__:
            code = function.__code__
            return code.co_argcount > 0 or bool(code.co_flags & _VARIABLE_ARGUMENTS)
        from inspect import signature

        try:
            parameters = signature(function).parameters.values()
        except (TypeError, ValueError):
            return True  # C functions and JavaScript's do not say
        return any(parameter.kind <= parameter.VAR_POSITIONAL for parameter in parameters)


def spawn(result):
    """Start ``result`` as a task where it is what an ``async`` function returned."""
    if type(result) is Coroutine:
        import asyncio

        asyncio.create_task(result)
