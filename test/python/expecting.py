"""Shared by the test modules: expecting exceptions."""


def raises(kind, function, *args, **kwargs):
    """Return the message of the exception of class ``kind`` that a call raises; fail when it raises none."""
    try:
        function(*args, **kwargs)
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")
