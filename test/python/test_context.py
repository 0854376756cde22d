"""`config`, `current_target`, `document`, `window`, `js_modules`, `js_import`, `py_import`."""

import sys

from pyscript import RUNNING_IN_WORKER, config, current_target, document, js_import, js_modules, py_import, window

MICROPYTHON = sys.implementation.name == "micropython"


def test_config_is_a_dict():
    assert isinstance(config, dict)
    assert config.get("title") == "Python tests"
    assert config.get("no such key") is None


def test_config_has_the_type():
    assert config["type"] == ("mpy" if MICROPYTHON else "py")


def test_document_and_window_are_the_page():
    assert document.body.tagName == "BODY"
    assert window.document.title == document.title
    document.body.dataset.tested = "yes"
    assert window.document.body.getAttribute("data-tested") == "yes"


def test_window_is_always_the_pages():
    import js

    js.testedHere = 5
    if RUNNING_IN_WORKER:
        assert not hasattr(window, "testedHere")
        assert hasattr(window, "document")
    else:
        assert window.testedHere == 5
        assert window is js
    window.Reflect.deleteProperty(window, "testedHere")


def test_the_module_js_has_what_only_the_page_has():
    import js
    from js import document as its_document
    from js import window as its_window

    assert js.document == its_document == document
    assert js.document.body == document.body and js.window == its_window == window
    assert js.localStorage.length >= 0 and js.getComputedStyle(document.body).display == "block"
    assert js.HTMLElement.prototype == window.HTMLElement.prototype
    # A worker's own names stay its own.
    assert hasattr(js, "importScripts") == RUNNING_IN_WORKER
    assert not hasattr(js, "nobodyHasThis")
    try:
        from js import nobodyHasThis
    except AttributeError if MICROPYTHON and RUNNING_IN_WORKER else ImportError:
        pass
    else:
        assert False, nobodyHasThis
    js.setHere = 1
    assert js.setHere == js.globalThis.setHere == 1
    if RUNNING_IN_WORKER:
        assert not hasattr(window, "setHere")
    js.Reflect.deleteProperty(js.globalThis, "setHere")
    assert not hasattr(js, "setHere")


def test_config_is_for_reading():
    config["added"] = 1
    from pyscript import config as again

    assert again is config
    del config["added"]
    assert config["type"] in ("py", "mpy")


def test_running_in_worker_is_a_bool():
    assert RUNNING_IN_WORKER is True or RUNNING_IN_WORKER is False


def test_current_target_is_the_id_of_a_visible_element():
    element = document.getElementById(current_target())
    assert element.isConnected
    assert current_target() == element.id


def test_current_target_keeps_an_id():
    document.getElementById(current_target()).id = "explicit-id"
    assert current_target() == "explicit-id"


async def test_current_target_after_await():
    import asyncio

    before = current_target()
    await asyncio.sleep(0.01)
    assert current_target() == before


def test_js_modules_by_attribute():
    assert js_modules.greetings.hello("you") == "Hello, you"


def test_js_modules_by_import():
    from pyscript.js_modules import greetings

    assert greetings.answer == 42


def test_js_modules_by_import_from_the_module():
    from pyscript.js_modules.greetings import hello

    assert hello("you") == "Hello, you"


def test_js_modules_by_import_as():
    import pyscript.js_modules.greetings as renamed

    assert renamed.hello("you") == "Hello, you"


def test_js_modules_by_import_of_the_path():
    import pyscript.js_modules.greetings

    assert pyscript.js_modules.greetings.hello("you") == "Hello, you"


def test_js_modules_are_in_sys_modules():
    import sys

    assert sys.modules["pyscript.js_modules.greetings"].hello("you") == "Hello, you"


def test_js_modules_that_are_missing_are_an_import_error():
    sources = (
        "from pyscript.js_modules import no_such_module",
        "from pyscript.js_modules.no_such_module import hello",
        "from pyscript.js_modules.greetings import no_such_name",
        "import pyscript.js_modules.no_such_module",
        "import pyscript.js_modules.no_such_module as renamed",
    )
    for source in sources:
        try:
            exec(source, {})
        except ImportError:
            continue
        raise AssertionError(source + " raises no ImportError")


def test_js_modules_by_polyscript():
    from polyscript import js_modules as same
    from polyscript.js_modules import greetings
    from polyscript.js_modules.greetings import hello

    assert same.greetings.hello("you") == greetings.hello("you") == hello("you") == "Hello, you"


def test_js_modules_has_no_other_name():
    try:
        js_modules.no_such_module
    except AttributeError as error:
        assert "no_such_module" in str(error)
        # MicroPython words it itself: a module that did would make `from … import` raise the same.
        assert "greetings" in str(error) or MICROPYTHON
    else:
        assert False


async def test_js_import_as_in_the_reference():
    greetings, = await js_import("/test/python/fixtures/greetings.js")
    assert greetings.hello("Ada") == "Hello, Ada"


async def test_js_import_of_several():
    address = "/test/python/fixtures/greetings.js"
    modules = await js_import(address, f"{address}?again")
    assert len(modules) == 2
    assert isinstance(modules, tuple)
    assert modules[1].answer == 42


async def test_js_import_of_a_missing_module():
    try:
        await js_import("/test/python/fixtures/no_such.js")
    except ImportError as error:
        assert "no_such.js" in str(error)
    else:
        assert False


async def test_py_import_of_what_is_there():
    json, regex = await py_import("json", "re")
    assert json.dumps([1]) == "[1]"
    assert regex.match("a", "abc")


async def test_py_import_of_nothing_that_exists():
    try:
        await py_import("emfs:/no_such_package-1.0-py3-none-any.whl")
    except ImportError as error:
        assert "no_such_package" in str(error), str(error)
    else:
        assert False
