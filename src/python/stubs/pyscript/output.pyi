from typing import Any

from .web import Element

class HTML:
    html: str
    def __init__(self, html: str) -> None: ...

def display(*values: Any, target: str | Element | Any | None = None, append: bool = True) -> None: ...
