from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any, TypedDict

from typing_extensions import Unpack

class _Options(TypedDict, total=False):
    method: str
    headers: Any
    body: (
        str | bytes | bytearray | memoryview | dict[str, Any] | list[Any]
        | Iterator[str | bytes] | AsyncIterator[str | bytes] | Any
    )
    mode: str
    credentials: str
    cache: str
    redirect: str
    referrer: str
    referrerPolicy: str
    integrity: str
    keepalive: bool
    priority: str
    signal: Any

class AbortError(OSError): ...

class _Body:
    async def text(self) -> str: ...
    async def json(self) -> Any: ...
    async def arrayBuffer(self) -> memoryview: ...
    async def bytearray(self) -> bytearray: ...
    async def blob(self) -> Any: ...

class _Pending(_Body):
    def __await__(self) -> Generator[Any, Any, Response]: ...

class Response(_Body):
    ok: bool
    status: int
    statusText: str
    url: str
    type: str
    redirected: bool
    headers: Any
    bodyUsed: bool
    body: Any
    def __await__(self) -> Generator[Any, Any, Response]: ...
    def __getattr__(self, name: str) -> Any: ...

def fetch(url: str | Any, **options: Unpack[_Options]) -> _Pending: ...
