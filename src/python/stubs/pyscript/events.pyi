from collections.abc import Callable, Iterable
from typing import Any, TypedDict, TypeVar, overload

from typing_extensions import Unpack

from .web import Element, ElementCollection

_Handler = TypeVar("_Handler", bound=Callable[..., Any])

class _Options(TypedDict, total=False):
    once: bool
    capture: bool
    passive: bool | None
    signal: Any
    prevent_default: bool
    stop_propagation: bool

class Event:
    def __init__(self) -> None: ...
    def trigger(self, result: Any = None) -> None: ...
    def add_listener(self, listener: Callable[..., Any]) -> None: ...
    def remove_listener(self, *listeners: Callable[..., Any]) -> None: ...

@overload
def when(
    event_type: str | Event | list[Event] | list[str] | tuple[str | Event, ...],
    selector: str | Element | ElementCollection | Iterable[Any] | Any = None,
    *,
    handler: None = None,
    **options: Unpack[_Options],
) -> Callable[[_Handler], _Handler]: ...
@overload
def when(
    event_type: str | Event | list[Event] | list[str] | tuple[str | Event, ...],
    selector: str | Element | ElementCollection | Iterable[Any] | Any = None,
    *,
    handler: _Handler,
    **options: Unpack[_Options],
) -> _Handler: ...
