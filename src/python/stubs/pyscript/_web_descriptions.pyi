from typing import Any

class Described:
    @property
    def _dom_element(self) -> Any: ...
