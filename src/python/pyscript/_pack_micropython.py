"""The part of :mod:`_pack` for MicroPython."""

from array import array


def quick(value, extras):
    """Return None: its JSON encoder writes anything, so what it is given has to be looked at before."""
    return None


def view(value, extras):
    """Have an array cross as a typed array, and a ``memoryview``, whose item type is unknown, as bytes."""
    from ._pack import extra, names

    if not isinstance(value, array):
        return extra("bytes", bytes(value), extras)
    # Arrays do not have their type code as an attribute; their text has.
    code = str(value)[7]
    name = {"l": "Int32Array", "L": "Uint32Array"}.get(code) or names[code]
    return extra("bytes" if name == "Uint8Array" else "array", bytes(value), extras, name)


def special(value, extras):
    """Return None: there is nothing of the kind here."""
    return None
