"""``pyscript.display`` on a kernel, so that sources which use it run here as they do in a page."""

import importlib.util
import sys
import types

__all__ = ["provide"]

#: The key of a display's metadata that says where in the page it goes.
PLACE = "py-elements"


def display(*values, target=None, append=True):
    """Show values in the page, each in the richest form that it knows.

    Args:
        target: an id or a selector; by default beside the donkey's terminal.
        append: whether what is there stays.
    """
    from IPython.display import display as publish

    for value in values:
        metadata = {PLACE: {"target": target, "append": append}}
        if isinstance(value, str):
            publish({"text/plain": value}, raw=True, metadata=metadata)
        else:
            publish(value, metadata=metadata)
        append = True


def provide():
    """Have ``from pyscript import display`` work, unless there is a ``pyscript`` here."""
    if "pyscript" in sys.modules or importlib.util.find_spec("pyscript"):
        return
    module = types.ModuleType("pyscript", "What a page's package has that a kernel can do as well.")
    module.display = display
    sys.modules["pyscript"] = module
