"""Python's half of a donkey's ``map``: applies a function to items in a worker; the page's half is
``runtime/donkey/maps.ts``."""

from array import array

from . import _runner
from ._platform import MICROPYTHON
from ._runner import _own, describe

# The functions that maps under way apply, by what names or defines them and the number of the map.
_functions = {}


def work(number, code, items, spread):
    """Apply a function to ``items``, up to the first that fails.

    Args:
        number: the number of the map.
        code: an expression of the function, its name mostly, or statements that define it.
        spread: whether each item is a sequence of arguments.

    Returns:
        A list of the results, and, where an item failed, what describes the exception. Where the function is
        asynchronous, a coroutine of that.
    """
    function = _functions.get((number, code))
    if function is None:
        if len(_functions) > 8:
            _functions.clear()
        function = _functions[number, code] = _found(code)
    results = []
    failure = []
    try:
        if spread:
            for item in items:
                results.append(function(*item))
        else:
            # The results before an item that fails are there then.
            results.extend(map(function, items))
            if len(results) < len(items):
                raise StopIteration  # It was the function's, and has ended the map.
    except BaseException as error:
        failure = [list(describe(error))]
    kinds = set(map(type, results))
    if kinds == _WHOLE and not MICROPYTHON:
        return [_buffer(results)] + failure
    for kind in kinds:
        if kind not in _PLAIN:
            return _settled(results, failure)
    return [results] + failure


def _buffer(results):
    """Return whole numbers as the page reads them fastest: in 32 bits, where they all fit."""
    try:
        return array("i", results)
    except OverflowError:
        return results


def work_packed(number, code, items, spread):
    """Do what :func:`work` does, for Python on the page.

    Returns:
        A list of the number of results, of what describes the exception or None, and of the results. The page
        reads no more of it than how it begins.
    """
    done = work(number, code, items, spread)
    return _counted(done) if isinstance(done, list) else _counted_later(done)


def _counted(done):
    results = done[0]
    return [len(results), done[1] if len(done) > 1 else None, results]


async def _counted_later(done):
    return _counted(await done)


_WHOLE = {int}
#: Types that are nothing to wait for.
_PLAIN = {int, float, str, bool, bytes, list, dict, tuple, type(None)}


def _settled(results, failure):
    """Return what :func:`work` does; a coroutine of it where there are results to wait for."""
    for result in results:
        if _awaitable(result) is not None:
            return _awaited(results, failure)
    return [results] + failure


async def _awaited(results, failure):
    done = []
    try:
        for result in results:
            awaitable = _awaitable(result)
            done.append(result if awaitable is None else await awaitable)
    except BaseException as error:
        for result in results[len(done) + 1 :]:
            # It has not begun, and never will.
            getattr(result, "close", lambda: None)()
        return [done, list(describe(error))]
    return [done] + failure


def _awaitable(value):
    from ._terminal_repl import _awaitable as find

    return find(value)


def _found(code):
    """Return the function that ``code`` names or defines."""
    try:
        expression = compile(code.strip(), "<map>", "eval")
    except SyntaxError:
        function = _defined(code)
    else:
        function = eval(expression, _runner.main)
    if not callable(function):
        raise TypeError(f"map() takes the name of a function, or code that defines one; found a {type(function).__name__}")
    return function


def _defined(code):
    """Execute statements; return the last function that they define at their top level."""
    names = []
    for line in code.split("\n"):
        for start in ("async def ", "def ", "class "):
            if line.startswith(start):
                names.append(line[len(start) :].split("(")[0].split(":")[0].strip())
    if not names:
        _own.execute(code, "<map>", dict(_runner.main))  # It may be no Python at all, which it says itself.
        raise ValueError("map() takes the name of a function, or code that defines one; the code has no def at its top level")
    # It sees the names of broadcast(), and leaves none of its own.
    namespace = dict(_runner.main)
    _own.execute(code, "<map>", namespace)
    return namespace[names[-1]]
