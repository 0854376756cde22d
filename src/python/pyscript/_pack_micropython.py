"""The part of :mod:`_pack` for MicroPython."""

from array import array

from . import _runner

#: Values from which JavaScript learns how objects lie in memory: see
#: ``runtime/interpreters/micropython-memory.ts``.
_samples = [None, False, True, 7, 1.5, [], (7,)]
_samples += [{"".join(["a sample", ", é"]): 7}, "".join(["a sample", ", é"]), -(1 << 40) - 5]
#: Writes a value as JSON, and gives rows their values, once they are there.
_write = None
_fill = None
_asked = False


def quick(value, extras):
    """Return ``value`` as JSON; None where Python has to look at it.

    JavaScript reads it from memory: MicroPython's own encoder writes anything, and, as published, takes
    time that grows as the square.
    """
    if not isinstance(value, (list, tuple, dict)):
        return None
    if _write is None:
        return ask()
    found = _write(id([value]))
    if found is None or isinstance(found, str):
        return found
    extras.values.extend(found[index] for index in range(1, found.length))
    return found[0]


def filled(rows, cells, count):
    """Give dictionaries their values, and return True; False where Python has to do it.

    Args:
        rows: dictionaries, copies of one that has the keys.
        cells: the keys, then the values of one row after the other.
        count: the number of keys.
    """
    if _fill is None:
        ask()
        return False
    return _fill(id(rows), id(cells), count)


def ask():
    """Have JavaScript load what reads and writes data in memory."""
    from ._pack import MANY

    global _asked
    if not _asked:
        _asked = True
        _runner._hooks.data_access(id(_samples), MANY, _ready)


def _ready(write, fill):
    global _write, _fill
    _write = write
    _fill = fill


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
