"""The instances of components: what the page tells them, and what they tell the page.

The page's half is ``runtime/page/components/``. It has the elements and their properties; Python has an
instance for each, made when the first of its news comes. The page sends the news of many elements in one
call, :func:`_entry`, and takes what they render as the result. What Python changes by itself is sent when
the outermost call ends, by :func:`flush`, in one call as well.
"""

import asyncio

import _pyscript_host

from . import _web_descriptions
from ._callables import adapt
from ._context import Coroutine, current, life
from ._host import IN_WORKER, LINKED, fail, host, is_js
from ._pack import pack
from ._protocol import Call, Mark, News, Record
from ._unpack import unpack

#: So often an instance may be changed by its own `updated`.
_ENDLESS = 100

_set = object.__setattr__
#: Those that have an element, by its number.
instances = {}
_queue = []
_depth = 0
_scheduled = False
#: The number of the last call of the page whose news were heard.
_heard = 0
#: Those whose renderings the page is about to show: it says when it does.
_batch = set()
#: Counts what was rendered: by two ways it could come late.
_renders = 0

if LINKED:
    from ._link_host import host_tell

    def _send(*args):
        host_tell("component_rendered", *args)

else:
    _send = host.component_rendered


def crossing(extras):
    """Return the extras of a packed value as arguments for the host."""
    if not extras:
        return ()
    if IN_WORKER:
        from ._sync import _buffers

        return _buffers(extras)
    from ._pack import crossing

    return list(crossing(extras))


def define(cls, spec):
    """Have the page define the elements of a class."""

    def entry(kind, *args):
        return _entry(cls, kind, args)

    text, extras = pack(spec)
    failure = host.component_define(current(), text, entry, *crossing(extras))
    if failure:
        fail(failure)
    cls._hooks = spec["hooks"]
    cls._life = own_life = life(current())
    own_life.over = lambda: _forget_all(own_life)


def _forget_all(ended):
    for number, instance in list(instances.items()):
        if type(instance)._life is ended:
            del instances[number]


def _entry(cls, kind, args):
    global _depth
    result = None
    _depth += 1
    try:
        if kind == Call.event:
            _event(*args)
        elif kind == Call.update:
            result = _update(cls, *args)
        elif kind == Call.forget:
            for number in args[0].split(" "):
                instances.pop(int(number), None)
        else:
            for number in args[0].split(" "):
                instance = instances.get(int(number))
                if instance is None:
                    continue
                if kind == Call.updated:
                    _updated(instance)
                elif kind == Call.reset:
                    call(instance, instance.form_reset, "form_reset")
                elif kind == Call.disabled:
                    call(instance, instance.form_disabled, "form_disabled", args[1])
    finally:
        _depth -= 1
    if not _depth and _queue:
        flush()
    _batch.clear()
    return result


def _event(number, slot, event):
    instance = instances.get(number)
    handler = instance._handlers.get(slot) if instance else None
    if handler is None:
        return
    if type(handler) is not tuple:
        name = getattr(handler, "__name__", None) or "a handler of an event"
        handler = instance._handlers[slot] = adapt(handler), name
    call(instance, handler[0], handler[1], event)


def _update(cls, number, text, repairs, extras):
    """Take the news of elements; return what they show, one after the other."""
    global _heard
    _heard = number
    _batch.clear()
    trees = []
    for record in unpack(text, repairs, extras):
        number, news = record[:2]
        _batch.add(number)
        instance = instances.get(number)
        if news & News.new or instance is None:
            instance = _create(cls, number)
            if instance is None:
                trees.append("")
                continue
        _receive(instance, record)
        if news & News.adopted:
            call(instance, instance.adopted, "adopted")
        if news & News.connected:
            _set(instance, "_connected", True)
            call(instance, instance.connected, "connected")
        if news & News.disconnected:
            _set(instance, "_connected", False)
            call(instance, instance.disconnected, "disconnected")
        trees.append(_tree(instance) if news & News.render else "")
    return Record.between.join(trees)


def _create(cls, number):
    instance = object.__new__(cls)
    for name, value in (
        ("_number", number),
        ("_sets", {}),
        ("_changes", {}),
        ("_handlers", {}),
        ("_tree", None),
        ("_wanted", False),
        ("_connected", False),
    ):
        _set(instance, name, value)
    for name, each in cls._props.items():
        if isinstance(each.default, (list, dict)):
            _set(instance, name, each.value())
    instances[number] = instance
    try:
        instance.__init__()
    except Exception as error:
        report(instance, "__init__", error)
        del instances[number]
        return None
    return instance


def _receive(instance, record):
    props = instance._props
    changes = instance._changes
    for at in range(2, len(record), 2):
        name, value = record[at], record[at + 1]
        each = props.get(name)
        if each is None:
            # Names of properties are none of those that stand for an attribute's text.
            if name[:1] != Record.raw or name[1:] not in props:
                continue
            name = name[1:]
            each = props[name]
            try:
                value = each.arrived(each.value() if value is None else each.converter(value))
            except Exception as error:
                report(instance, f"{name} (converter)", error)
                continue
            instance._sets[name] = True
            want(instance, name)
        else:
            if instance._sets:
                instance._sets.pop(name, None)
            if each.kind == "float":
                value = each.arrived(value)
        if name not in changes:
            changes[name] = getattr(instance, name)
        _set(instance, name, value)


def changed(instance, name, before):
    """Note that a property has changed."""
    if instance._number and name not in instance._changes:
        instance._changes[name] = before


def want(instance, name=None):
    """Have an instance rendered soon, and the page hear of a property."""
    global _scheduled
    if not instance._number:
        return
    if name is not None:
        instance._sets[name] = True
    if not instance._wanted:
        _set(instance, "_wanted", True)
        _queue.append(instance)
    if not _depth and not _scheduled:
        _scheduled = True
        asyncio.create_task(_soon())


async def _soon():
    global _scheduled
    _scheduled = False
    flush()


def flush():
    """Tell the page at once what is to be told."""
    global _queue
    for _ in range(_ENDLESS):
        if not _queue:
            return
        queue, _queue = _queue, []
        values = [_heard]
        trees = []
        for instance in queue:
            _set(instance, "_wanted", False)
            if instances.get(instance._number) is not instance:
                continue
            record = [instance._number]
            for name in instance._sets:
                record.append(name)
                record.append(getattr(instance, name))
            instance._sets.clear()
            tree = _tree(instance) if instance._connected else ""
            if tree or len(record) > 1:
                values.append(record)
                trees.append(tree)
        if trees:
            try:
                text, extras = pack(values)
            except TypeError:
                text, extras = pack(_crossing_values(values))
            _send(text, Record.between.join(trees), *crossing(extras))
        for instance in queue:
            if instance._number not in _batch:
                _updated(instance)
    for instance in _queue:
        report(instance, "updated", RuntimeError("it sets a property again and again when it was updated"))
        _set(instance, "_wanted", False)
    _queue = []


def _crossing_values(values):
    """Replace what cannot be passed by value by objects of JavaScript's."""
    from .ffi import to_js

    result = values[:1]
    for record in values[1:]:
        copy = record[:1]
        for at in range(1, len(record), 2):
            value = record[at + 1]
            try:
                pack([value])
            except TypeError:
                value = to_js(value)
            copy += [record[at], value]
        result.append(copy)
    return result


def _updated(instance):
    changes = instance._changes
    if changes:
        _set(instance, "_changes", {})
        if "updated" in instance._hooks:
            call(instance, instance.updated, "updated", changes)


def _tree(instance):
    """Render; return the number of this rendering and the description of what is shown, "" if that has not
    changed."""
    global _renders
    try:
        content = _web_descriptions.rendered(instance.render)
    except Exception as error:
        report(instance, "render", error)
        return ""
    spec, lent = content
    handlers = {}
    objects = []
    if lent:
        for at in range(0, len(lent), 2):
            value = lent[at + 1]
            if callable(value) and not is_js(value):
                handlers[lent[at]] = value
            else:
                objects += lent[at : at + 2]
    _set(instance, "_handlers", handlers)
    text = Mark.between.join(spec)
    if text == instance._tree and not objects:
        return ""
    _set(instance, "_tree", text)
    if objects:
        host.component_lend(instance._number, *objects)
    _renders += 1
    return str(_renders) + Mark.between + text


def call(instance, function, name, *args):
    """Call a method of an author's; what it raises is reported. Coroutines become tasks."""
    try:
        result = function(*args)
    except Exception as error:
        report(instance, name, error)
        return
    if type(result) is Coroutine:
        asyncio.create_task(_finish(instance, result, name))


async def _finish(instance, coroutine, name):
    try:
        await coroutine
    except Exception as error:
        report(instance, name, error)


def report(instance, method, error):
    """Tell the page of an exception that a method has raised, and which method that is."""
    from ._runner import describe, quits

    if quits(error):
        return
    name, message, traceback, filename, lineno = describe(error)
    line = f", line {lineno}" if lineno else ""
    place = f"{type(instance).__name__}.{method} of <{instance.tag}>{line}"
    _pyscript_host.report(current(), name, message, f"{traceback.rstrip()}\nIn {place}.\n", filename, lineno)
