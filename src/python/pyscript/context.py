"""The surroundings of the code: its configuration, the page, and modules that were not in the configuration.

>>> from pyscript import config, current_target
>>> config["type"]
'py'
>>> current_target()
'py-0'
"""

import json

import js as _js

from ._context import current as _current
from ._host import host as _host
from ._platform import MICROPYTHON as _MICROPYTHON
from ._platform import JsException as _JsException
from ._platform import message_of as _message

#: JavaScript's ``globalThis`` of the page, in workers too. On the main thread it is the module ``js``.
window = _host.window if _host.in_worker else _js

#: The page's ``document``.
document = _host.document

#: True in a worker.
RUNNING_IN_WORKER = bool(_host.in_worker)

#: How a worker reaches the page: ``"shared-memory"``, ``"stack-switching"``, ``"service-worker"`` or
#: ``"none"``; ``None`` on the main thread.
sync_mode = _host.sync_mode if RUNNING_IN_WORKER else None


def _read(text):
    """Read the configuration. JSON has no infinity and no NaN: they come as tables of one member."""
    values = json.loads(text)
    if '"$float"' in text:
        values = _with_floats(values)
    # The literal is the very string that scripts have: ``config["type"] is "mpy"`` holds.
    values["type"] = "mpy" if _MICROPYTHON else "py"
    return values


def _with_floats(value):
    if isinstance(value, list):
        return [_with_floats(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and "$float" in value:
        return float(value["$float"])
    return {key: _with_floats(one) for key, one in value.items()}


#: The configuration as a dictionary; ``config["type"]`` is ``"py"`` or ``"mpy"``. Changing it changes nothing
#: else.
config = _read(_host.config_json())


def current_target():
    """Return the id of the visible element that :func:`~pyscript.display` writes to.

    That is the ``<py-script>`` or ``<mpy-script>`` itself, the element that the script's ``target``
    attribute names, or the ``<script-py>`` that follows a ``<script>``. The element is given an id when it
    has none.

    Raises:
        RuntimeError: no script of this interpreter is in the page.

    >>> current_target()
    'mpy-0'
    """
    try:
        return _host.target_id(_current())
    except _JsException as error:
        raise RuntimeError(_message(error))


def __getattr__(name):
    # Few pages need it.
    if name in ("js_import", "py_import"):
        from . import imports

        return getattr(imports, name)
    raise AttributeError(f"module 'pyscript.context' has no attribute {name!r}")
