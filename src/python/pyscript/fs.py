"""Folders of the computer, mounted where Python can open their files. In Chromium's browsers only.

>>> await fs.mount("/local")
>>> with open("/local/notes.txt", "w") as file:
...     file.write("hello")
>>> await fs.sync("/local")
"""

import builtins as _builtins
import json as _json

from ._context import current as _current
from ._host import host as _host
from ._platform import MICROPYTHON as _MICROPYTHON
from ._platform import JsException as _JsException
from ._platform import message_of as _message_of

__all__ = ["mount", "mounted", "revoke", "sync", "unmount"]

#: The folders that are mounted, as JavaScript's ``FileSystemDirectoryHandle``, by their paths.
mounted = {}

if _MICROPYTHON:
    # A class there has one of the interpreter's own for a base.
    _NotMounted = KeyError
else:

    class _NotMounted(ValueError, KeyError):
        __str__ = Exception.__str__

_ROOTS = ("", "desktop", "documents", "downloads", "music", "pictures", "videos")


async def mount(path, mode="readwrite", id="pyscript", root=""):
    """Let the reader choose a folder, and show it to Python. A folder that was chosen before is taken again.

    Browsers let a page ask only after a click or a key; where there was none, a dialog asks for it.

    Args:
        path: where Python sees it, such as ``"/local"``.
        mode: ``"readwrite"``, or ``"read"``: then nothing in the folder is changed.
        id: tells folders apart that are mounted at the same path, one after the other.
        root: where choosing begins: ``"desktop"``, ``"documents"``, ``"downloads"``, ``"music"``,
            ``"pictures"`` or ``"videos"``.

    Raises:
        OSError: the browser has no such access, or it was not allowed (a ``PermissionError`` on Pyodide).
        ValueError: something is at that path; an argument is none of the above.
    """
    if mode not in ("read", "readwrite"):
        raise ValueError(f"fs.mount(): mode is 'readwrite' or 'read', not {mode!r}")
    if root not in _ROOTS:
        raise ValueError(f"fs.mount(): root is one of {', '.join(_ROOTS[1:])}, not {root!r}")
    await _ask("mount", path, mode=mode, id=id, root=root)


async def sync(path):
    """Make the folder and what Python sees of it the same, both ways. If both changed a file, Python's is
    kept.

    Raises:
        OSError: a file could not be written; the old one is still there, and the next time tries again.
        KeyError: no folder is mounted there. On Pyodide it is a ``ValueError``, too.
    """
    await _ask("sync", path)


async def unmount(path):
    """Do as :func:`sync`, then take the folder from Python's file system.

    Raises:
        OSError: a file could not be written; the folder stays.
        KeyError: no folder is mounted there. On Pyodide it is a ``ValueError``, too.
    """
    await _ask("unmount", path)


async def revoke(path, id="pyscript"):
    """Forget which folder was chosen, so that :func:`mount` asks again; unmount it first, where it is
    mounted."""
    await _ask("revoke", path, id=id)


def _normal(action, path):
    """Return a path as it is remembered; one of ``pathlib`` is a path, too."""
    text = path.__fspath__() if hasattr(path, "__fspath__") else path
    if not isinstance(text, str):
        raise TypeError(f"fs.{action}(): a path is text, not {type(path).__name__}")
    parts = []
    for part in text.split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    if not text.startswith("/") or not parts:
        raise ValueError(f"fs.{action}(): a path starts with '/' and a name, and {text!r} does not")
    return "/" + "/".join(parts)


async def _ask(action, path, **options):
    options["action"] = action
    options["path"] = path = _normal(action, path)
    try:
        failure = await _host.folder(_current(), _json.dumps(options))
    except _JsException as error:
        raise OSError(f"fs.{action}(): {_message_of(error)}")
    if failure:
        name, _, message = failure.partition(": ")
        raise _NotMounted(message) if name == "KeyError" else getattr(_builtins, name, OSError)(message)
    handle = _host.folder_handle(path)
    if handle is None or not hasattr(handle, "kind"):
        mounted.pop(path, None)
    elif path not in mounted:
        mounted[path] = handle
