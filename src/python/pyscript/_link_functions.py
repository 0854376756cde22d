"""Python's functions that the page has been given, by number."""

from ._context import current, life
from ._link_operations import link

#: Number → ``[function, run, how often the page was given it, life of the run]``.
functions = {}
_numbers = {}
_last = 0


def give(function):
    """Return the number of ``function``, which the page is given once more."""
    global _last
    try:
        number = _numbers.get(function)
    except TypeError:  # it cannot be hashed
        number = None
    if number is None or functions[number][1] != current():
        _last += 1
        number = _last
        functions[number] = [function, current(), 0, life(current())]
        try:
            _numbers[function] = number
        except TypeError:
            pass
    functions[number][2] += 1
    return number


def adopt(proxy, function):
    """Have the page call ``function`` when it calls ``proxy``, which is the worker's."""
    link.adopt(proxy, give(function))


def let_go(number, count):
    """Forget ``count`` of the times that the page was given a function; the last ends its entry."""
    entry = functions.get(number)
    if entry is None:
        return
    entry[2] -= count
    if entry[2] <= 0:
        del functions[number]
        try:
            if _numbers.get(entry[0]) == number:
                del _numbers[entry[0]]
        except TypeError:
            pass
