"""On the main thread: starting workers, and calling the functions that they export.

>>> from pyscript import PyWorker, workers
>>> worker = PyWorker("./worker.py", type="micropython")
>>> worker.sync.hello = lambda name: display(f"Hello, {name}")
>>> tools = await workers["tools"]
>>> await tools.add(1, 2)
3
"""

import builtins
import json

from ._exceptions import exception
from ._host import IN_WORKER, host
from ._platform import MICROPYTHON, JsException, message_of
from ._pack import crossing, pack
from ._sync import answer
from ._unpack import TAGGED, unpack
from .ffi import to_js

__all__ = ["PyWorker", "create_named_worker", "workers"]


def _display(*values, **options):
    from . import display

    display(*values, **options)


# PyScript's own example of `sync` displays without importing it.
if not hasattr(builtins, "display"):
    builtins.display = _display

_TYPES = {"py": "py", "pyodide": "py", "mpy": "mpy", "micropython": "mpy"}


class _Functions:
    """Functions of a worker, as attributes; each is awaited."""

    def __init__(self, worker, kind, names=None):
        self._worker = worker
        self._kind = kind
        self._names = names

    def __repr__(self):
        return f"<functions of a worker: {', '.join(self._names or ()) or 'none yet'}>"

    def __dir__(self):
        return list(self._names or ())

    def __getattr__(self, name):
        if name.startswith("__") or self._names is not None and name not in self._names:
            raise AttributeError(f"the worker exports no {name!r}: name it in its __export__")
        worker, kind = self._worker, self._kind

        async def call(*args, **kwargs):
            return await _call(worker, kind, name, args, kwargs)

        return call


async def _call(worker, kind, name, args, kwargs):
    text, extras = pack([args, kwargs])
    result = await _settled(host.worker_call(worker, kind, name, text, crossing(extras)))
    return unpack(result.text, TAGGED, result.extras)


async def _settled(promise):
    """Wait for the page; what the worker's Python raised is raised here, under its own class where there is
    such."""
    try:
        return await promise
    except JsException as error:
        raise _exception(error)


def _exception(error):
    name = getattr(error, "name", None) or (error.args[1] if len(error.args) > 1 else "")
    return exception(str(name), message_of(error))


class _SyncOfWorker(_Functions):
    """``worker.sync`` on the main thread."""

    def __init__(self, worker):
        super().__setattr__("_worker", worker)
        super().__setattr__("_kind", "sync")
        super().__setattr__("_names", None)
        super().__setattr__("_functions", {})

    def __getattr__(self, name):
        function = self._functions.get(name)
        return super().__getattr__(name) if function is None else function

    def __setattr__(self, name, function):
        if not callable(function):
            raise TypeError(f"worker.sync.{name}: a function was expected, not a {type(function).__name__}")
        self._functions[name] = function
        host.worker_offer(
            self._worker, name, lambda text, repairs, extras: answer(function, text, repairs, extras, _packed)
        )


def _packed(value):
    text, extras = pack(value)
    return host.worker_packed(text, crossing(extras))


class PyWorker:
    """A worker that runs the Python of a file. Awaiting it waits until that has run.

    The file's printed output goes to the console. Its display output needs a ``target``.

    Args:
        url: the file's, relative to the page.
        type: ``"micropython"`` or ``"pyodide"``; by default the interpreter that this code runs in.
        config: the worker's own configuration: a ``dict``, or what ``to_js`` makes of one; JSON or TOML,
            or the URL of a file.
        name: what ``workers[name]`` finds it by.
        sandbox: ``True`` runs the file without the page, its data and a network;
            ``{"allow": ["https://api.example.com"]}`` lets it to these addresses.

    Raises:
        ValueError: there is no such type.

    >>> worker = PyWorker("worker.py", type="micropython")
    >>> worker.sync.ask = lambda question: window.prompt(question)
    >>> await worker
    >>> worker.terminate()
    """

    def __init__(self, url, type=None, config=None, name=None, sandbox=None, **options):
        if type is None:
            type = "mpy" if MICROPYTHON else "py"
        if type not in _TYPES:
            raise ValueError(f"PyWorker(): type is one of {', '.join(map(repr, _TYPES))}, not {type!r}")
        if config is not None and not isinstance(config, str):
            config = to_js(config)
        boxed = json.dumps(sandbox) if sandbox else ""
        self._worker = host.worker_start(_TYPES[type], str(url), name or "", config, boxed)
        self.sync = _SyncOfWorker(self._worker)

    def __repr__(self):
        return f"<PyWorker {self._worker.type}>"

    @property
    def js_worker(self):
        """JavaScript's object for the worker."""
        return self._worker

    @property
    def ready(self):
        """Await it: the functions that the worker exports, once its source has run."""
        return _exports(self._worker)

    def terminate(self):
        """End the worker."""
        self._worker.terminate()

    async def _run(self):
        await self.ready
        return self

    if MICROPYTHON:

        def __iter__(self):
            return self._run()

        __await__ = __iter__
    else:

        def __await__(self):
            return self._run().__await__()


async def _exports(worker):
    return _Functions(worker, "export", json.loads(await _settled(host.worker_exports(worker))))


class _Workers:
    """Workers by their names. Each is awaited: there may be no such worker yet, or its source may not have
    run.

    >>> tools = await workers["tools"]
    >>> await tools.add(1, 2)
    3
    """

    def __repr__(self):
        return "<workers: await workers[name]>"

    def __getitem__(self, name):
        return _named(name)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(name)


async def _named(name):
    return await _exports(await host.worker_named(name))


async def create_named_worker(src, name, config=None, type="py", sandbox=None):
    """Start a worker that has a name; return the functions that it exports, once its source has run.

    Args:
        src: the URL of its Python, relative to the page.
        name: what ``workers[name]`` finds it by.
        config: as :class:`PyWorker`'s.
        type: ``"py"`` or ``"mpy"``.
        sandbox: as :class:`PyWorker`'s.

    >>> tools = await create_named_worker("./tools.py", "tools", type="mpy")
    >>> await tools.add(1, 2)
    3
    """
    return await PyWorker(src, type=type, config=config, name=name, sandbox=sandbox).ready


if IN_WORKER:
    from .util import NotSupported

    _WHY = "workers are started and found on the main thread; have the page do it, by a function of sync"
    PyWorker, create_named_worker, workers = [
        NotSupported(name, f"{name}: {_WHY}")
        for name in ("pyscript.PyWorker", "pyscript.create_named_worker", "pyscript.workers")
    ]
else:
    workers = _Workers()
