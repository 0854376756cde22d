"""The page's news of components, and the definitions of their classes.

The page's half is ``runtime/page/components/``. It has the elements and their properties; Python has an
instance for each, made when the first of its news comes. The page sends the news of many elements in one
call, :func:`_entry`, and takes what they render as the result.
"""

from ._callables import adapt
from ._component_updates import (
    Own,
    add_trees,
    call,
    calls,
    crossing,
    flush,
    instances,
    remember,
    report,
    shown,
    want,
)
from ._context import current, life
from ._host import fail, host
from ._pack import pack
from ._protocol import Call, News, Record
from ._unpack import unpack

_set = object.__setattr__


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
    result = None
    batch = calls.batch
    calls.depth += 1
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
                    shown(instance)
                elif kind == Call.reset:
                    call(instance, instance.form_reset, "form_reset")
                elif kind == Call.disabled:
                    call(instance, instance.form_disabled, "form_disabled", args[1])
    finally:
        calls.depth -= 1
    if not calls.depth:
        flush()
    calls.batch = batch
    return result


def _event(number, slot, event, rendering):
    instance = instances.get(number)
    if instance is None:
        return
    own = instance._own
    handlers = own.lent_by(rendering)
    handler = handlers.get(slot) if handlers else None
    if handler is None:
        return
    if type(handler) is not tuple:
        name = getattr(handler, "__name__", None) or "a handler of an event"
        handler = handlers[slot] = adapt(handler), name
    call(instance, handler[0], handler[1], event)


def _update(cls, call_number, text, repairs, extras):
    """Take the news of elements; return what they show, one after the other."""
    calls.heard = calls.batch = call_number
    trees = []
    numbered = -1
    special = cls._special
    all_news = unpack(text, repairs, extras)
    at = 0
    end = len(all_news)
    while at < end:
        # Elements that have the same kind of news, with the same properties.
        news = all_news[at]
        begin = at + 2
        at = begin + all_news[at + 1]
        names = all_news[begin:at]
        is_plain = not any(name in special for name in names)
        # Those that are only rendered are so together, which costs less. New ones one by one: MicroPython's
        # allocator slows down when objects grow that are older than others.
        together = [] if news == News.render else None
        last = at + all_news[at] * (len(names) + 1)
        while at < last:
            at += 1
            number = all_news[at]
            instance = instances.get(number)
            if instance is None or news & News.new:
                # The page tells all anew of one that could not be made.
                instance = _create(cls, number) if news & News.new else None
                if instance is None:
                    at += len(names)
                    if together is None:
                        trees.append(Record.failed)
                    else:
                        together.append(None)
                    continue
            own = instance._own
            own.batch = call_number
            if is_plain and not own.sets:
                for name in names:
                    at += 1
                    _set(instance, name, all_news[at])
            else:
                for name in names:
                    at += 1
                    _receive(instance, own, name, all_news[at])
            if together is not None:
                together.append(instance)
                continue
            _hear(instance, own, news)
            if news & News.render:
                numbered = add_trees((instance,), trees, numbered)
            else:
                trees.append("")
        at += 1
        if together:
            numbered = add_trees(together, trees, numbered)
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
        remember(own, name, getattr(instance, name))
    _set(instance, name, value)
