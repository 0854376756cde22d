"""The instances of components: what the page tells them, and what they tell the page.

The page's half is ``runtime/page/components/``. It has the elements and their properties; Python has an
instance for each, made when the first of its news comes. The page sends the news of many elements in one
call, :func:`_entry`, and takes what they render as the result. What Python changes by itself is sent when
the outermost call ends, by :func:`flush`, in one call as well.
"""

import asyncio

import _pyscript_host

from ._callables import _FUNCTIONS, adapt
from ._context import Coroutine, current, life
from ._host import IN_WORKER, LINKED, fail, host, is_js
from ._pack import pack
from ._protocol import Call, News, Record
from ._unpack import unpack
from ._web_descriptions import rendered

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
#: The number of the call whose renderings the page is about to show: it says when it does. 0 for none.
_batch = 0
#: Counts renderings that were sent together: by two ways they could come late.
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


class Own:
    """Notes on an instance that has an element. They are no attributes of the instance: each time one of
    those is set, ``__setattr__`` is called."""

    #: The element's.
    number = 0
    #: The call of the page that has told news of it last.
    batch = 0
    #: True if the page has it, as far as Python has heard.
    connected = False
    #: True if it waits for :func:`flush`.
    wanted = False
    #: Properties that the page has to hear of, in order; None for none.
    sets = None
    #: Values that properties had before they changed, by name, for ``updated``; None for none.
    changes = None
    #: Functions for events, by number; or, until one is called, what was lent for the rendering.
    handlers = None
    #: The description that was sent last.
    tree = None


def define(cls, spec):
    """Have the page define the elements of a class."""

    def entry(kind, *args):
        return _entry(cls, kind, args)

    cls._hears_updates = "updated" in spec["hooks"]
    # Properties whose values are not just taken, where that is not so for all.
    cls._special = set()
    for each in cls._props.values():
        if each.kind == "float" or cls._hears_updates:
            cls._special.add(each.name)
        if each.converter is not None:
            cls._special.add(Record.raw + each.name)
    cls._copied = [each for each in cls._props.values() if isinstance(each.default, (list, dict))]
    cls._life = own_life = life(current())
    # Elements that stand in the page already may have news before this returns.
    text, extras = pack(spec)
    failure = host.component_define(current(), text, entry, *crossing(extras))
    if failure:
        fail(failure)
    own_life.over = lambda: _forget_all(own_life)


def _forget_all(ended):
    for number, instance in list(instances.items()):
        if type(instance)._life is ended:
            del instances[number]


def _entry(cls, kind, args):
    global _depth, _batch
    result = None
    batch = _batch
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
    _batch = batch
    return result


def _event(number, slot, event):
    instance = instances.get(number)
    if instance is None:
        return
    own = instance._own
    handlers = own.handlers
    if type(handlers) is list:
        handlers = own.handlers = {handlers[at]: handlers[at + 1] for at in range(0, len(handlers), 2)}
    handler = handlers.get(slot) if handlers else None
    if handler is None:
        return
    if type(handler) is not tuple:
        name = getattr(handler, "__name__", None) or "a handler of an event"
        handler = handlers[slot] = adapt(handler), name
    call(instance, handler[0], handler[1], event)


def _update(cls, call_number, text, repairs, extras):
    """Take the news of elements; return what they show, one after the other."""
    global _heard, _batch
    _heard = _batch = call_number
    trees = []
    numbered = -1
    all_news = unpack(text, repairs, extras)
    at = 0
    end = len(all_news)
    while at < end:
        # Elements that have the same kind of news, with the same properties.
        news = all_news[at]
        begin = at + 2
        at = begin + all_news[at + 1]
        names = all_news[begin:at]
        is_plain = not any(name in cls._special for name in names)
        last = at + all_news[at] * (len(names) + 1)
        while at < last:
            at += 1
            number = all_news[at]
            instance = instances.get(number)
            if instance is None or news & News.new:
                instance = _create(cls, number)
                if instance is None:
                    at += len(names)
                    trees.append("")
                    continue
            own = instance._own
            own.batch = call_number
            for name in names:
                at += 1
                if is_plain and not own.sets:
                    _set(instance, name, all_news[at])
                else:
                    _receive(instance, own, name, all_news[at])
            if news != News.render:
                _hear(instance, own, news)
                if not news & News.render:
                    trees.append("")
                    continue
            tree = _tree(instance, own)
            if tree and numbered != _renders:
                numbered = _number(trees)
            trees.append(tree)
        at += 1
    return Record.between.join(trees)


def _hear(instance, own, news):
    if news & News.adopted:
        call(instance, instance.adopted, "adopted")
    if news & News.connected:
        own.connected = True
        call(instance, instance.connected, "connected")
    if news & News.disconnected:
        own.connected = False
        call(instance, instance.disconnected, "disconnected")


def _number(trees):
    """Give the renderings that follow the next number; return it."""
    global _renders
    _renders += 1
    trees.append(Record.number + str(_renders))
    return _renders


def _create(cls, number):
    instance = object.__new__(cls)
    own = Own()
    own.number = number
    _set(instance, "_own", own)
    for each in cls._copied:
        _set(instance, each.name, each.value())
    instances[number] = instance
    try:
        instance.__init__()
    except Exception as error:
        report(instance, "__init__", error)
        del instances[number]
        return None
    return instance


def _receive(instance, own, name, value):
    """Take the value of a property; or the text of an attribute that the property's converter is for."""
    if name[:1] == Record.raw:
        name = name[1:]
        each = instance._props[name]
        try:
            value = each.arrived(each.value() if value is None else each.converter(value))
        except Exception as error:
            report(instance, f"{name} (converter)", error)
            return
        want(instance, name)
    else:
        if own.sets:
            own.sets.pop(name, None)
        value = instance._props[name].arrived(value)
    if instance._hears_updates:
        _remember(own, name, getattr(instance, name))
    _set(instance, name, value)


def _remember(own, name, before):
    changes = own.changes
    if changes is None:
        own.changes = {name: before}
    elif name not in changes:
        changes[name] = before


def changed(instance, name, before):
    """Note that a property has changed: the page hears of it, and the instance is rendered."""
    own = instance._own
    if own is not None:
        if instance._hears_updates:
            _remember(own, name, before)
        want(instance, name)


def want(instance, name=None):
    """Have an instance rendered soon, and the page hear of a property."""
    global _scheduled
    own = instance._own
    if own is None:
        return
    if name is not None:
        if own.sets is None:
            own.sets = {}
        own.sets[name] = True
    if not own.wanted:
        own.wanted = True
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
        numbered = -1
        for instance in queue:
            own = instance._own
            own.wanted = False
            if instances.get(own.number) is not instance:
                continue
            record = [own.number]
            if own.sets:
                for name in own.sets:
                    record.append(name)
                    record.append(getattr(instance, name))
                own.sets = None
            tree = _tree(instance, own) if own.connected else ""
            if tree or len(record) > 1:
                if tree and numbered != _renders:
                    numbered = _number(trees)
                values.append(record)
                trees.append(tree)
        if trees:
            try:
                text, extras = pack(values)
            except TypeError:
                text, extras = pack(_crossing_values(values))
            _send(text, Record.between.join(trees), *crossing(extras))
        for instance in queue:
            if not _batch or instance._own.batch != _batch:
                _updated(instance)
    for instance in _queue:
        report(instance, "updated", RuntimeError("it sets a property again and again when it was updated"))
        instance._own.wanted = False
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
    own = instance._own
    changes = own.changes
    if changes:
        own.changes = None
        call(instance, instance.updated, "updated", changes)


def _tree(instance, own):
    """Render; return the description of what is shown, "" if that has not changed."""
    try:
        text = rendered(instance, own)
    except Exception as error:
        report(instance, "render", error)
        return ""
    objects = None
    lent = own.handlers
    if lent:
        for at in range(1, len(lent), 2):
            if type(lent[at]) not in _FUNCTIONS:
                own.handlers, objects = _parted(lent)
                break
    if text == own.tree and not objects:
        return ""
    own.tree = text
    if objects:
        host.component_lend(own.number, *objects)
    return text or Record.nothing


def _parted(lent):
    """Return the functions that events call, by number, and the rest as it was."""
    handlers = {}
    objects = []
    for at in range(0, len(lent), 2):
        value = lent[at + 1]
        if callable(value) and not is_js(value):
            handlers[lent[at]] = value
        else:
            objects += lent[at : at + 2]
    return handlers, objects


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
