"""Code in a file of its own: tracebacks and editors know it by name."""

import sys

from pyscript import display

display(f"This is hello.py, run by {sys.implementation.name}.")
