"""Maps of a function by many workers: :class:`Pool`.

The page has the workers (``runtime/donkey/python-pool.ts``), and hands items and results on as they were
packed here; in each worker ``_pool.py`` applies the function.

>>> from pyscript import Pool
>>> async with Pool(4) as pool:
...     await pool.broadcast("import math")
...     print(await pool.map("math.factorial", range(10)))
"""

import asyncio
import json

from ._context import current
from ._host import host
from ._platform import MICROPYTHON
from ._pool_batches import Batches, check, iterator

__all__ = ["Pool"]

_TYPES = {"py": "py", "pyodide": "py", "mpy": "mpy", "micropython": "mpy"}


class Pool:
    """Workers that apply a function to many items. They start when they are first used, and end when the
    block does, or the script is removed that has made the pool.

    Args:
        workers: how many; ``"auto"`` for as many as the machine has cores, as far as its memory goes.
        type: ``"micropython"`` or ``"pyodide"``; by default the interpreter that this code runs in.
        config: the workers' own configuration: a ``dict``; JSON or TOML, or the URL of a file.

    Raises:
        ValueError: there is no such type, or no such number of workers.

    >>> async with Pool(4) as pool:
    ...     results = await pool.map(work, items)
    """

    def __init__(self, workers="auto", *, type=None, config=None):
        if type is None:
            type = "mpy" if MICROPYTHON else "py"
        if type not in _TYPES:
            raise ValueError(f"Pool(): type is one of {', '.join(map(repr, _TYPES))}, not {type!r}")
        is_number = isinstance(workers, int) and not isinstance(workers, bool) and workers > 0
        if workers != "auto" and not is_number:
            raise ValueError(f"Pool(): workers is {workers!r}; expected a whole number from 1, or 'auto'")
        self._type = _TYPES[type]
        self._workers = 0 if workers == "auto" else workers
        self._config = config if config is None or isinstance(config, str) else json.dumps(config)
        #: Set while the page makes the pool; what waits for it waits for this event.
        self._opening = None
        self._pool = None
        # Maps under way, and what waits for the last of them.
        self._running = 0
        self._idle = None
        self._closed = False
        self._terminated = False

    def __repr__(self):
        state = " closed" if self._closed else ""
        return f"<Pool of {self._workers or 'auto'} {self._type} workers{state}>"

    async def __aenter__(self):
        await self._ready()
        return self

    async def __aexit__(self, kind, error, traceback):
        self.terminate()

    async def map(self, function, items, *, chunk=None, ordered=True, on_progress=None):
        """Return a list of what ``function`` returns for each item.

        Args:
            function: the name of a function in the workers, an expression of one (``"math.sqrt"``), or
                statements that define one, the last of their top level. On Pyodide also a function itself:
                its code goes to the workers, with the imports, functions and plain values that it uses. It
                may be asynchronous.
            items: what can be iterated over; they cross by value.
            chunk: how many items a worker gets at a time; by default a quarter of its share.
            ordered: false has results in the order in which they come.
            on_progress: called with how many items are done and how many there are.

        Raises:
            Exception: an item has failed: a built-in exception of the same name, with the item's ``index``.
                No more are begun.

        >>> await pool.map("lambda x: x * x", [1, 2, 3])
        [1, 4, 9]
        """
        return await self._collect(function, items, False, chunk, ordered, on_progress)

    async def starmap(self, function, items, *, chunk=None, ordered=True, on_progress=None):
        """Do what :meth:`map` does, with a list of arguments for each item.

        >>> await pool.starmap("pow", [(2, 3), (5, 2)])
        [8, 25]
        """
        return await self._collect(function, items, True, chunk, ordered, on_progress)

    def imap(self, function, items, *, chunk=1, ordered=True, on_progress=None):
        """Return an asynchronous iterator of what :meth:`map` returns, as it comes. It takes no more items
        than the workers have room for.

        >>> async for result in pool.imap("simulate", parameters):
        ...     show(result)
        """
        return _Results(self, function, items, chunk, ordered, on_progress)

    async def broadcast(self, code):
        """Execute statements in each worker, and in those that replace one: definitions for a map.

        Raises:
            Exception: they have raised in one of the workers.

        >>> await pool.broadcast("import math")
        """
        self._check_open()
        pool = await self._opened()
        check(await pool.broadcast(str(code)))

    def close(self):
        """Take no more maps; the workers end when those under way have."""
        self._closed = True
        if self._running == 0:
            self.terminate()

    def terminate(self):
        """End the workers now. What is under way raises a ``RuntimeError``."""
        self._closed = self._terminated = True
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    async def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more maps, and end the workers: when the maps under way have ended, which is waited for;
        at once where ``cancel_futures`` says so."""
        self.close()
        if cancel_futures:
            self.terminate()
        elif wait and self._running:
            if self._idle is None:
                self._idle = asyncio.Event()
            await self._idle.wait()

    def _check_open(self):
        if self._closed:
            raise RuntimeError("the pool is closed: make a new one with Pool()")

    async def _opened(self):
        while self._pool is None:
            if self._terminated:
                raise RuntimeError("the pool was closed before it had started")
            if self._opening is None:
                await self._open()
            else:
                await self._opening.wait()
        return self._pool

    async def _open(self):
        """Have the page make the pool. Who waits for that does it where this fails or is cancelled: on
        Pyodide a promise is cancelled for all that await it."""
        self._opening = asyncio.Event()
        try:
            pool = await host.pool_open(current(), self._type, self._workers, self._config or "")
            if self._terminated:
                pool.terminate()
            else:
                self._pool = pool
        finally:
            self._opening.set()
            self._opening = None

    async def _ready(self):
        self._check_open()
        pool = await self._opened()
        check(await pool.ready())

    async def _collect(self, function, items, spread, chunk, ordered, on_progress):
        items = items if isinstance(items, (list, tuple)) else list(iterator(items))
        batches = Batches(self, function, items, spread, chunk, ordered, on_progress)
        results = []
        try:
            while True:
                values = await batches.next()
                if values is None:
                    return results
                results.extend(values)
        finally:
            batches.close()

    def _began(self):
        self._check_open()
        self._running += 1

    def _ended(self):
        self._running -= 1
        if self._running == 0:
            if self._closed:
                self.terminate()
            if self._idle is not None:
                self._idle.set()


class _Results:
    """An asynchronous iterator of results."""

    _batches = None

    def __init__(self, pool, function, items, chunk, ordered, on_progress):
        self._batches = Batches(pool, function, items, False, chunk, ordered, on_progress, lazily=True)
        self._values = []
        self._next = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        while self._next >= len(self._values):
            try:
                values = await self._batches.next()
            except BaseException:
                self._batches.close()
                raise
            if values is None:
                self._batches.close()
                raise StopAsyncIteration
            self._values = values
            self._next = 0
        self._next += 1
        return self._values[self._next - 1]

    async def aclose(self):
        """End it before its end: what is under way is interrupted."""
        self._batches.close()

    def __del__(self):
        if self._batches is not None and not self._batches._ended:
            # Not now: the page may be in the middle of something else.
            asyncio.get_event_loop().call_soon(self._batches.close)
