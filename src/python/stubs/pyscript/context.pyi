from typing import Any, Literal

from .imports import js_import as js_import
from .imports import py_import as py_import

window: Any
document: Any
RUNNING_IN_WORKER: bool
sync_mode: Literal["shared-memory", "stack-switching", "service-worker", "none"] | None
config: dict[str, Any]

def current_target() -> str: ...
