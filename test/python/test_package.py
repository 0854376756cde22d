"""The `pyscript` package: what it offers, and how names are imported."""

import sys

MICROPYTHON = sys.implementation.name == "micropython"

NAMES = (
    "Event HTML RUNNING_IN_WORKER config context current_target display document ffi js_import js_modules "
    "py_import util when window"
).split()


def test_every_name_can_be_imported():
    import pyscript

    for name in NAMES:
        assert getattr(pyscript, name) is not None, name
        assert name in pyscript.__all__, name


def test_names_are_the_same_wherever_they_come_from():
    import pyscript
    from pyscript import config, display, when
    from pyscript.context import config as config_of_context
    from pyscript.events import when as when_of_events

    assert pyscript.display is display
    assert config is config_of_context
    assert when is when_of_events


def test_display_is_a_function_also_when_a_module_was_imported_first():
    import pyscript.output
    import pyscript.context

    assert callable(pyscript.display)
    assert pyscript.context.config is pyscript.config


def test_star_import():
    names = {}
    exec("from pyscript import *", names)
    for name in NAMES:
        assert name in names, name


def test_dir_lists_what_there_is():
    import pyscript

    listed = dir(pyscript)
    # MicroPython's dir() knows nothing of __dir__; it tries the names it knows, ".." among them.
    if not MICROPYTHON:
        for name in NAMES:
            assert name in listed, name
        assert "sys" not in listed


def test_what_is_not_there_is_an_ordinary_error():
    import pyscript

    assert not hasattr(pyscript, "no_such_name")
    try:
        from pyscript import no_such_name
    except (ImportError, AttributeError) as error:
        assert "no_such_name" in str(error)
    else:
        assert False, no_such_name


def test_public_names_have_docstrings():
    if MICROPYTHON:
        return  # keeps no docstrings
    import pyscript

    for name in "Event HTML current_target display js_import py_import when".split():
        assert len(getattr(pyscript, name).__doc__) > 10, name
