"""Bytes, copied from Python to JavaScript and back."""

from . import _runner
from ._platform import MICROPYTHON

if MICROPYTHON:
    import uctypes

    def plain_bytes(value):
        """Copy a buffer to a ``Uint8Array``."""
        if not isinstance(value, (bytes, bytearray)):
            # The length of an array, and of a view of one, is its number of items.
            value = bytes(value)
        return _runner._hooks.bytes(uctypes.addressof(value), len(value))

    def filled(buffer):
        """Copy what JavaScript has in a buffer or a view."""
        value = bytearray(buffer.byteLength)
        _runner._hooks.fill(uctypes.addressof(value), buffer)
        return value

else:
    from pyodide.ffi import to_js

    def plain_bytes(value):
        """Copy a buffer to a ``Uint8Array``."""
        return to_js(memoryview(value).cast("B") if len(value) else b"")
