"""Importing while the code runs what the configuration does not name.

>>> from pyscript import js_import, py_import
"""

import json
import re

from ._host import host as _host
from ._platform import JsException as _JsException
from ._platform import message_of as _message

__all__ = ["js_import", "py_import"]


async def js_import(*urls):
    """Import JavaScript modules while the code runs.

    Args:
        *urls: addresses of modules; relative ones are relative to the page.

    Returns:
        A tuple with one module for each URL.

    Raises:
        ImportError: a module could not be loaded.

    >>> escaper, = await js_import("https://esm.run/html-escaper")
    >>> escaper.escape("<b>")
    '&lt;b&gt;'
    """
    modules = []
    for url, module in [(url, _host.import_js(url)) for url in urls]:
        try:
            modules.append(await module)
        except _JsException as error:
            raise ImportError(f"The JavaScript module {url!r} could not be imported: {_message(error)}")
    return tuple(modules)


async def py_import(*packages):
    """Install Python packages that the configuration does not name, and import them.

    Args:
        *packages: names as in the configuration's ``packages``; what can be imported already is not
            installed again.

    Returns:
        A tuple with one module for each package.

    Raises:
        ImportError: a package could not be installed, or gives no module that goes by its name.

    >>> matplotlib, regex, = await py_import("matplotlib", "regex")
    """
    names = [_module_name(package) for package in packages]
    missing = [package for package, name in zip(packages, names) if name != package or not _find(name)]
    if missing:
        try:
            await _host.load_packages(json.dumps(missing))
        except _JsException as error:
            raise ImportError(_message(error))
    modules = []
    for package, name in zip(packages, names):
        module = _find(name) or _find(_top_level(name))
        if module is None:
            raise ImportError(f"{package!r} is installed, but gives no module named {name!r}: import it by its name.")
        modules.append(module)
    return tuple(modules)


def _module_name(package):
    """Guess the module from a requirement: its name, or a wheel's."""
    name = package.split("/")[-1]
    if name.endswith((".whl", ".py")):
        return name.split("-")[0].replace(".py", "")
    return re.match(r"[A-Za-z0-9_.-]*", name).group(0).replace("-", "_")


def _find(name):
    try:
        module = __import__(name)
    except ImportError as error:
        # A package that is there but lacks something is another matter than one that is not there.
        if f"'{name}" in str(error):
            return None
        raise
    except ValueError:  # the name is empty
        return None
    for part in name.split(".")[1:]:
        module = getattr(module, part)
    return module


def _top_level(name):
    """Return the module that an installed distribution says it has, where it says so."""
    try:
        from importlib.metadata import distribution

        files = distribution(name).files or ()
    except ImportError:
        return ""
    for file in files:
        if len(file.parts) == 2 and file.parts[1] == "__init__.py":
            return file.parts[0]
        if len(file.parts) == 1 and file.suffix == ".py":
            return file.stem
    return ""
