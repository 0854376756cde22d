# Installs the modules of a package, once in each process. `package` and `sources`, by name, are given.
import sys
import types

if package not in sys.modules:
    root = types.ModuleType(package)
    root.__path__ = []
    sys.modules[package] = root
    try:
        for name, source in sources.items():
            module = types.ModuleType(package + "." + name)
            module.__package__ = package
            sys.modules[module.__name__] = module
            exec(compile(source, "<py-elements>/" + name + ".py", "exec"), module.__dict__)
            setattr(root, name, module)
        root._display.provide()
        # Items are plain data that other processes can read, too.
        root._unpack._decoded, root._unpack._mapping, root._unpack.JsList = __import__("json").loads, dict, list
        root.call, root.answer, root.process = root._calls.call, root._calls.answer, root._calls.process
    except BaseException:
        del sys.modules[package]
        raise
