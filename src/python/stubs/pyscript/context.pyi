from typing import Any, Literal

window: Any
document: Any
RUNNING_IN_WORKER: bool
sync_mode: Literal["shared-memory", "stack-switching", "service-worker", "none"] | None
config: dict[str, Any]

def current_target() -> str: ...
async def js_import(*urls: str) -> tuple[Any, ...]: ...
async def py_import(*packages: str) -> tuple[Any, ...]: ...
