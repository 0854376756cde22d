"""Interrupts of calls.

A cell that awaits gets none from ipykernel 7.4: neither what computes in it nor what waits. Others get them
as cancellations alone.
"""

import asyncio
import signal
import threading
from contextlib import contextmanager

from ._sources import run

__all__ = ["interruptible"]


@contextmanager
def interruptible():
    """Have an interrupt raise ``KeyboardInterrupt`` in code that computes, and cancel what waits."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def interrupt(number, frame):
        while frame is not None:
            if frame.f_code is run.__code__:
                raise KeyboardInterrupt
            frame = frame.f_back
        loop.call_soon_threadsafe(task.cancel)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
