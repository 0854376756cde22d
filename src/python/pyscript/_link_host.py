"""Calls of the page's host."""

import _pyscript_host

from ._link_calls import after_calls
from ._link_operations import link, link_host, link_host_tell, link_host_wait, link_resume
from ._link_values import decode, encode
from ._platform import MICROPYTHON
from ._protocol import MARK, Letter

# Begins an answer that comes before the one that is waited for.
_EARLY = MARK + Letter.early


def host_call(name, *args):
    """Call a function of the page's host."""
    value = link_host(name, *[encode(arg) for arg in args])
    return decode(value)


def host_tell(name, *args):
    """Call a function of the page's host whose result is of no use, in its turn, but without waiting for
    it."""
    link_host_tell(name, *[encode(arg) for arg in args])


def host_wait(name, *args):
    """Call a function of the page's host; where it returns a promise, wait until it settles.

    Calls by the page are made meanwhile if the page's own code is waited for.

    Raises:
        KeyboardInterrupt: the wait was interrupted.
    """
    answer = link_host_wait(name, *[encode(arg) for arg in args])
    while type(answer) is str and answer[:2] == _EARLY:
        wait, calls = [int(number) for number in answer[2:].split(" ")]
        try:
            after_calls(calls)
            answer = link_resume(wait)
        except BaseException:
            link.abandon(wait, calls)
            raise
    return decode(answer)


def _sleep(seconds, original):
    """Sleep as the page counts, since MicroPython's own clock keeps the processor busy; that is better for an
    instant only."""
    if seconds > 0.02:
        host_wait("sleep", seconds)
    else:
        original(seconds)


if MICROPYTHON and _pyscript_host.sync_mode == "service-worker":
    from ._runner import _own as _interpreter

    _interpreter.replace_sleep(_sleep)
