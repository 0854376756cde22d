from collections.abc import Iterable, Mapping
from typing import Any

from . import web as elements
from ._component_props import prop as prop
from ._components import Component as Component
from ._components import component as component
from ._web_collections import ElementCollection as ElementCollection
from ._web_elements import Element as Element
from ._web_elements import _Attribute, _Child
from ._web_views import Classes as Classes
from ._web_views import Options as Options
from ._web_views import Styles as Styles

class _WithOptions(Element):
    def __init__(
        self,
        *children: _Child | tuple[str, Any],
        classes: str | Iterable[str] | None = None,
        style: str | Mapping[str, Any] | None = None,
        **attributes: _Attribute,
    ) -> None: ...
    def append(self, *children: _Child | tuple[str, Any]) -> None: ...
    @property
    def options(self) -> Options: ...
    def clear(self) -> None: ...

class _Canvas(Element):
    def draw(self, what: Any, width: float | None = None, height: float | None = None) -> None: ...
    def download(self, filename: str = "snapped.png") -> None: ...

class _Video(Element):
    def snap(
        self, to: Element | ElementCollection | str | Any | None = None, width: int | None = None, height: int | None = None
    ) -> canvas: ...

class _Page:
    @property
    def title(self) -> str: ...
    @title.setter
    def title(self, title: str) -> None: ...
    def find(self, selector: str) -> ElementCollection: ...
    def append(self, *children: _Child) -> None: ...
    def __getitem__(self, key: str) -> Any: ...
    @property
    def html(self) -> Element: ...
    @property
    def head(self) -> Element: ...
    @property
    def body(self) -> Element: ...

page: _Page

# Here the build writes a class for each element.

class grid(div):
    def __init__(
        self,
        *children: _Child,
        style: str | Mapping[str, Any] | None = None,
        **attributes: _Attribute,
    ) -> None: ...
