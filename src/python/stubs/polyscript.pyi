from typing import Any

from pyscript import PyWorker as XWorker
from pyscript import config as config
from pyscript import ffi as ffi
from pyscript import js_modules as js_modules
from pyscript import storage as storage

class _OwnWorker:
    sync: Any
    window: Any

xworker: _OwnWorker
currentScript: Any
