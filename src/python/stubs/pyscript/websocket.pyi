from collections.abc import Callable
from typing import Any, Literal, TypedDict

from typing_extensions import Unpack

_Handler = Callable[..., Any] | None

class _Handlers(TypedDict, total=False):
    onopen: _Handler
    onmessage: _Handler
    onerror: _Handler
    onclose: _Handler

class WebSocketEvent:
    data: str | memoryview | Any
    def __init__(self, event: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...

class WebSocket:
    CONNECTING: Literal[0]
    OPEN: Literal[1]
    CLOSING: Literal[2]
    CLOSED: Literal[3]
    onopen: _Handler
    onmessage: _Handler
    onerror: _Handler
    onclose: _Handler
    bufferedAmount: int
    extensions: str
    protocol: str
    readyState: Literal[0, 1, 2, 3]
    url: str
    def __init__(
        self, url: str, protocols: str | list[str] | None = None, **handlers: Unpack[_Handlers]
    ) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
    @property
    def binaryType(self) -> Literal["arraybuffer", "blob"]: ...
    @binaryType.setter
    def binaryType(self, kind: Literal["arraybuffer", "blob"]) -> None: ...
    def send(self, data: str | bytes | bytearray | memoryview | Any) -> None: ...
    def close(self, code: int | None = None, reason: str = "") -> None: ...
