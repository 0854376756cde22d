from collections.abc import Awaitable, Callable, Generator
from typing import Any, Literal

class _Functions:
    def __dir__(self) -> list[str]: ...
    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]: ...

class _SyncOfWorker(_Functions):
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, function: Callable[..., Any]) -> None: ...

class PyWorker:
    sync: _SyncOfWorker
    def __init__(
        self,
        url: str,
        type: Literal["pyodide", "micropython", "py", "mpy"] | None = None,
        config: dict[str, Any] | str | None = None,
        name: str | None = None,
        sandbox: bool | dict[Literal["allow"], list[str]] | None = None,
        **options: Any,
    ) -> None: ...
    @property
    def js_worker(self) -> Any: ...
    @property
    def ready(self) -> Awaitable[_Functions]: ...
    def terminate(self) -> None: ...
    def __await__(self) -> Generator[Any, Any, PyWorker]: ...

class _Workers:
    def __getitem__(self, name: str) -> Awaitable[_Functions]: ...
    def __getattr__(self, name: str) -> Awaitable[_Functions]: ...

workers: _Workers

async def create_named_worker(
    src: str,
    name: str,
    config: dict[str, Any] | str | None = None,
    type: Literal["py", "mpy", "pyodide", "micropython"] = "py",
    sandbox: bool | dict[Literal["allow"], list[str]] | None = None,
) -> _Functions: ...
