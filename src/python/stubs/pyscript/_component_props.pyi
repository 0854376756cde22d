from collections.abc import Callable
from typing import Any

# Typed as what it gives, as dataclasses' fields are.
def prop(
    default: Any = None,
    *,
    type: type | None = None,
    attribute: str | bool | None = None,
    reflect: bool = False,
    converter: Callable[[str], Any] | None = None,
) -> Any: ...
