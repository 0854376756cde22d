from collections.abc import AsyncIterator, Callable, Iterable
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, overload

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

class _Results(AsyncIterator[_Result]):
    async def __anext__(self) -> _Result: ...
    async def aclose(self) -> None: ...

class Pool:
    def __init__(
        self,
        workers: int | Literal["auto"] = "auto",
        *,
        type: Literal["pyodide", "micropython", "py", "mpy"] | None = None,
        config: dict[str, Any] | str | None = None,
    ) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    @overload
    async def map(
        self,
        function: str,
        items: Iterable[Any],
        *,
        chunk: int | None = None,
        ordered: bool = True,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> list[Any]: ...
    @overload
    async def map(
        self,
        function: Callable[[_Item], _Result],
        items: Iterable[_Item],
        *,
        chunk: int | None = None,
        ordered: bool = True,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> list[_Result]: ...
    @overload
    async def starmap(
        self,
        function: str,
        items: Iterable[Iterable[Any]],
        *,
        chunk: int | None = None,
        ordered: bool = True,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> list[Any]: ...
    @overload
    async def starmap(
        self,
        function: Callable[..., _Result],
        items: Iterable[Iterable[Any]],
        *,
        chunk: int | None = None,
        ordered: bool = True,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> list[_Result]: ...
    @overload
    def imap(
        self,
        function: str,
        items: Iterable[Any],
        *,
        chunk: int = 1,
        ordered: bool = True,
        on_progress: Callable[[int, int | None], object] | None = None,
    ) -> _Results[Any]: ...
    @overload
    def imap(
        self,
        function: Callable[[_Item], _Result],
        items: Iterable[_Item],
        *,
        chunk: int = 1,
        ordered: bool = True,
        on_progress: Callable[[int, int | None], object] | None = None,
    ) -> _Results[_Result]: ...
    async def broadcast(self, code: str) -> None: ...
    def close(self) -> None: ...
    def terminate(self) -> None: ...
    async def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...
