"""The module that ``import sys`` finds on MicroPython once there is a terminal: all of the original, with
other streams.

The streams of the true one cannot be replaced; see :mod:`pyscript._terminal_micropython`.
"""

import sys as _own

for _name in dir(_own):
    if not _name.startswith("__"):
        globals()[_name] = getattr(_own, _name)
__name__ = "sys"


def __getattr__(name):
    return getattr(_own, name)
