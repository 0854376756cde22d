"""Python's half of a prompt: executes entries and completes names. The loop is JavaScript's,
``terminal/repl.ts``."""

import json
import sys

from ._context import Coroutine, current, enter, leave
from ._host import is_js
from ._platform import MICROPYTHON
from ._runner import _claim, _own, _owners, returned, describe, fail, main
from ._terminal import read, write

_KEYWORDS = (
    "False None True and as assert async await break class continue def del elif else except finally for from global if "
    "import in is lambda nonlocal not or pass raise return try while with yield"
)
# The names that were there before anybody entered anything.
_first = set(main)
_entered = 0


def greeting():
    """Return what a prompt begins with."""
    if MICROPYTHON:
        version = ".".join(str(part) for part in sys.implementation.version[:3])
        return f"MicroPython {version} in this browser\nCtrl-E pastes many lines, Ctrl-D starts afresh.\n"
    version = sys.version.split(" ")[0]
    return f'Python {version} in this browser\nType "help", "copyright", "credits" or "license" for more information.\n'


def fresh():
    """Forget the names that the current run has set; others may have some here as well."""
    run = current()
    for name in list(main):
        if _owners.get(name) == run and name not in _first and name != "__terminal__":
            del main[name]


# Compiled expressions: frequent callers often pass the same.
_compiled = {}


def quick(run, source, filename, mode, afresh):
    """Run a source that awaits nothing for ``run``; return its value, or a failure. The modes are
    ``place.ts``'s."""
    before = enter(run)
    try:
        if afresh:
            _claim(run)  # an expression may set names
            fresh()
        if mode == "evaluate":
            value = eval(_compiled_expression(source), main)
            # JavaScript waits for what is its own; a value that needs no waiting is there at once.
            awaitable = None if _own.is_js(value) else _awaitable(value)
            return returned(value if awaitable is None else settled(awaitable), run)
        if mode == "enter":
            return _push_now(source)
        exec(_compiled_source(source, filename), main)
        main.pop("__value__", None)
    except BaseException as error:
        return fail(error)
    finally:
        if mode != "evaluate":
            _claim(run)
        leave(before)
        if not MICROPYTHON:
            sys.stdout.flush()


def _awaitable(value):
    """Return what ``await`` takes of ``value``; None where there is nothing to wait for."""
    if is_js(value):
        return value if hasattr(value, "then") else None
    if MICROPYTHON:
        # Its `await` knows no `__await__`.
        known = isinstance(value, (_own._Task, Coroutine, _own._core.SingletonGenerator))
        return value if known else getattr(value, "__await__", lambda: None)()
    return value if hasattr(type(value), "__await__") else None


async def settled(value):
    """Wait for a task, a coroutine or another awaitable; return what it results in, or ``value`` where it is
    none."""
    awaitable = _awaitable(value)
    return value if awaitable is None else await awaitable


def _compiled_expression(source):
    code = _compiled.get(source)
    if code is None:
        if len(_compiled) > 100:
            _compiled.clear()
        code = _compiled[source] = compile(source.strip(), "<donkey>", "eval")
    return code


# The source that was executed last, its file's name, and its code: calls in a row often have the same.
_executed = "", "", None


def _compiled_source(source, filename):
    global _executed
    if _executed[0] != source or _executed[1] != filename:
        # MicroPython finds out by a failed compilation what a value is of, and nobody asks for one here.
        code = compile(source, _own._short(filename), "exec") if MICROPYTHON else _own._compile(source, filename, 0)
        _executed = source, filename, code
    return _executed[2]


def _push_now(source):
    """Do as :func:`push` does, with a source that awaits nothing."""
    try:
        push(source).send(None)
    except StopIteration as end:
        return bool(end.value)
    raise RuntimeError("What was entered awaits something")


async def push(source, silent=False):
    """Execute what was entered; show values and exceptions.

    Args:
        silent: whether values are not shown, as in MicroPython's paste mode.
    """
    global _entered
    try:
        if MICROPYTHON:
            statements = None if silent or "await" in source else _statements(source)
            if statements is None:
                result = _own.execute_async(source, "<repl>", main)
                if type(result) is Coroutine:
                    result = await result
                if not silent:
                    _show(result)
            else:
                for code in statements:
                    exec(code, main)
        else:
            from ._terminal_cpython import statements

            _entered += 1
            for code in statements(source, f"<python-input-{_entered - 1}>"):
                result = eval(code, main)
                if type(result) is Coroutine and code.co_flags & 0x80:
                    await result
    except SystemExit:
        return True
    except BaseException as error:
        if type(error).__name__ == "CancelledError":
            error = KeyboardInterrupt()
        write(traceback(error))
    finally:
        if not MICROPYTHON:
            sys.stdout.flush()
    return False


def _statements(source):
    """Compile each statement as MicroPython's prompt does: what is an expression shows its value, in a loop,
    too.

    Return None where that does not do: it takes one statement only, and the text is not told apart for
    certain.
    """
    found = []
    rest = source.split("\n")
    while rest:
        if not rest[0].strip() or rest[0].startswith("#"):
            rest.pop(0)
            continue
        # A statement of many lines may have some that look like another one's first.
        for end in [number for number in range(1, len(rest)) if _may_begin(rest[number])][:10] + [len(rest)]:
            try:
                found.append(compile("\n".join(rest[:end]), "<repl>", "single"))
                break
            except SyntaxError:
                pass
        else:
            return None
        rest = rest[end:]
    return found


def _may_begin(line):
    """Tell whether a statement may begin with ``line``."""
    if line[:1] in " \t\r)]}":
        return False
    return line.split(" ")[0].split(":")[0] not in ("else", "elif", "except", "finally")


def _show(value):
    """MicroPython's own prompt treats a value like this."""
    if value is not None:
        main["_"] = value
        write(repr(value) + "\n")


if MICROPYTHON:
    import builtins

    # The function that compiled entries call for statements that are expressions.
    builtins.__repl_print__ = _show


def traceback(error):
    """Return the traceback of ``error``, in colour."""
    if isinstance(error, KeyboardInterrupt):
        return "\x1b[1;35mKeyboardInterrupt\x1b[0m\n"
    return colored(describe(error)[2])


def colored(text):
    """Return a traceback as text with colours: the exception's class, file names, line numbers."""
    lines = text.rstrip("\n").split("\n")
    out = []
    for line in lines:
        if line.startswith('  File "'):
            name, _, rest = line[8:].partition('"')
            if rest.startswith(", line "):
                number, comma, where = rest[7:].partition(",")
                rest = f", line \x1b[35m{number}\x1b[0m{comma}{where}"
            line = f'  File \x1b[35m"{name}"\x1b[0m{rest}'
        elif line[:1] not in ("", " ") and not line.startswith("Traceback"):
            name, colon, message = line.partition(":")
            if all(part.isidentifier() if hasattr(part, "isidentifier") else part for part in name.split(".")):
                line = f"\x1b[1;35m{name}\x1b[0m{colon}\x1b[35m{message}\x1b[0m"
        elif line.lstrip() and not line.lstrip().strip("^~"):
            line = f"\x1b[1;31m{line}\x1b[0m"
        out.append(line)
    return "\n".join(out) + "\n"


def complete(before):
    """Return what can follow, as JSON: how many characters before the cursor it replaces, and the options.

    Attributes are looked up, never called for.
    """
    start = len(before)
    while start and (before[start - 1].isalpha() or before[start - 1].isdigit() or before[start - 1] in "_." or ord(before[start - 1]) > 127):
        start -= 1
    word = before[start:]
    path, dot, last = word.rpartition(".")
    if dot:
        options = _attributes(path.split("."), last)
        begun = path + "."
    else:
        line = before[before.rfind("\n") + 1 :].split()
        if line and line[0] in ("import", "from") and "import" not in line[1:]:
            options = [name for name in sys.modules if name.startswith(last)]
        else:
            options = _globals(last)
        begun = ""
    return json.dumps([len(word), sorted(set(begun + name for name in options))])


def _globals(start):
    import builtins

    found = [name for name in _KEYWORDS.split() if name.startswith(start)]
    for names in (main, builtins.__dict__ if hasattr(builtins, "__dict__") else {name: None for name in dir(builtins)}):
        for name in names:
            if name.startswith(start) and (start or not name.startswith("_")):
                found.append(name + ("(" if callable(names[name] or getattr(builtins, name, None)) else ""))
    return found


def _attributes(path, start):
    first, *rest = path
    if first in main:
        value = main[first]
    else:
        import builtins

        value = getattr(builtins, first, sys.modules.get(first) if first in main else None)
        if value is None:
            return []
    try:
        for name in rest:
            value = getattr(value, name)
        names = [name for name in dir(value) if name.startswith(start)]
    except Exception:
        return []
    if not start.startswith("_"):
        names = [name for name in names if not name.startswith("_")]
    found = []
    for name in names:
        try:
            # A class tells without making an object's property work.
            attribute = getattr(type(value), name, None) or getattr(value, name)
        except Exception:
            attribute = None
        found.append(name + ("(" if callable(attribute) else ""))
    return found


def interact(banner=None, readfunc=None, local=None, exitmsg=None, **others):
    """MicroPython's ``code.interact``: a prompt that blocks, until Ctrl-D."""
    write(greeting() if banner is None else banner + "\n")
    namespace = main if local is None else local
    while True:
        try:
            source = readfunc(">>> ") if readfunc else read(">>> ", "source", " ".join(sorted(set(namespace) | set(_KEYWORDS.split()))))
            for code in _statements(source) or [compile(source, "<repl>", "exec")]:
                exec(code, namespace)
        except EOFError:
            break
        except SystemExit:
            break
        except BaseException as error:
            write(traceback(error))
    if exitmsg:
        write(exitmsg + "\n")
