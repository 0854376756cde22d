"""Exceptions, as a page is given them."""

import sys
import traceback

__all__ = ["INTERRUPTED", "describe", "shell"]

#: The description of an interrupt.
INTERRUPTED = ["KeyboardInterrupt", "", "KeyboardInterrupt\n", "", 0]

#: The beginning of the names of files that authors did not write.
_OWN = "<py-elements"


def shell():
    """Return IPython's shell; None where the kernel has none."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def describe(error, filename):
    """Return the class of an exception, its text, its traceback, which may have colours, and the place in the
    author's code: the name of the file, empty where there is none, and the line.

    Args:
        filename: what the author's code was compiled as.
    """
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OWN):
        frames = frames.tb_next
    error.__traceback__ = frames
    lineno = 0
    while frames is not None:
        if frames.tb_frame.f_code.co_filename == filename:
            lineno = frames.tb_lineno
        frames = frames.tb_next
    if isinstance(error, SyntaxError) and error.filename == filename:
        lineno = error.lineno or 0
    return [type(error).__name__, _text(error), _traceback(error), "<donkey>" if lineno else "", lineno]


def _text(error):
    try:
        return str(error)
    except Exception:
        return "<exception str() failed>"


def _traceback(error):
    if isinstance(error, SystemExit):
        return f"SystemExit: {_text(error)}\n"
    ipython = shell()
    try:
        if isinstance(error, SyntaxError):
            lines = ipython.SyntaxTB.structured_traceback(type(error), error, [])
        else:
            lines = ipython.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        return "\n".join(lines) + "\n"
    except Exception:
        # Another kernel, or an exception that IPython cannot show.
        return "".join(traceback.format_exception(type(error), error, error.__traceback__))
