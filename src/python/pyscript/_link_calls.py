"""Calls of Python's functions by the page: while Python runs, and those that came with an answer it waited
for."""

from ._context import Coroutine, current, enter, leave
from ._link_functions import functions, let_go
from ._link_operations import link
from ._link_values import decode, encoded


def _dispatch(number, *args):
    """Call a function for the page."""
    entry = functions.get(number)
    if entry is None or entry[3].ended:
        return None
    function, run = entry[:2]
    before = enter(run)
    try:
        result = function(*[decode(arg) for arg in args])
        if type(result) is Coroutine:
            from ._runner import returned

            return returned(_later(result), current())
        return encoded(result)
    finally:
        leave(before)


def after_calls(answer):
    """Make the calls that came with an answer, as the page made them before it answered; return the answer
    itself."""
    value = link.value_of
    while True:
        number = link.next_call(answer)
        if not number:
            return value(answer)
        args = [decode(link.argument(answer, index)) for index in range(link.argument_count(answer))]
        _call_back(link.take_call(answer), number, args)


def _call_back(id, number, args):
    from ._runner import _own, owe, quits

    entry = functions.get(number)
    if entry is None or entry[3].ended:
        return link.returned(id, None)
    function, run = entry[:2]
    before = enter(run)
    try:
        result = function(*args)
        if type(result) is Coroutine:
            removed = "AbortError", "The script was removed from the page.", "", "", 0
            # The function may have entered another run: see `_sync._called`.
            run = current()
            _own.start(_called_back(result, id, owe(run, lambda: link.raised(id, *removed))), run)
        else:
            link.returned(id, encoded(result))
    except BaseException as error:
        _raised(id, error)
        if not isinstance(error, Exception) and not quits(error):
            raise
    finally:
        leave(before)


async def _called_back(coroutine, id, number):
    from ._runner import pay

    try:
        result = encoded(await coroutine)
        if pay(number):
            link.returned(id, result)
    except BaseException as error:
        if pay(number):
            _raised(id, error)


def _raised(id, error):
    from ._runner import describe, quits

    if quits(error):
        link.returned(id, None)
    else:
        link.raised(id, *describe(error))


async def _later(coroutine):
    return encoded(await coroutine)


link.on_call(_dispatch, let_go)
