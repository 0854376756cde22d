"""Python's news of components for the page: changes of their properties, and what they render.

What Python changes by itself is sent when the outermost call of the page's ends, by :func:`flush`, in one
call for all instances. ``_component_news`` has the calls of the page.
"""

import asyncio

import _pyscript_host

from ._context import Coroutine, current, entering
from ._functions import FUNCTIONS
from ._host import IN_WORKER, LINKED, host, is_js
from ._pack import pack
from ._protocol import Mark, Record
from ._web_descriptions import begin_rendering, end_rendering, rendered

#: So often an instance may be changed by its own `updated`.
_ENDLESS = 100
#: Of so many renderings the functions are kept that a worker has replaced.
_EARLIER = 4

#: Those that have an element, by its number.
instances = {}
_queue = []
_scheduled = False
# MicroPython looks for a built-in name here first.
_type = type


class Calls:
    """The calls of the page that are under way, and what was sent to it."""

    #: How many there are, one within the other.
    depth = 0
    #: The number of the last one whose news were heard.
    heard = 0
    #: The number of the one whose renderings the page is about to show: it says when it does. 0 for none.
    batch = 0
    #: Counts renderings that were sent together: by two ways they could come late.
    renders = 0


calls = Calls()

if LINKED:
    from ._link_host import host_tell
    from ._link_values import encode

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
    #: The description that was sent last, and the number of that rendering.
    tree = None
    rendering = 0
    #: Those of earlier renderings that the page may still show, each after the rendering's number, the oldest
    #: first; None for none.
    earlier = None

    def replaced(self):
        """Keep the functions of the rendering that the page shows until it has the next one: they are called
        for what somebody clicks meanwhile."""
        if not self.handlers:
            return
        earlier = self.earlier
        if earlier is None:
            earlier = self.earlier = []
        if len(earlier) < _EARLIER:
            earlier.append([self.rendering, self.handlers])
            return
        # The oldest is that of the last event: others may have happened with it, and wait.
        kept = earlier.pop(1)
        kept[0] = self.rendering
        kept[1] = self.handlers
        earlier.append(kept)

    def lent_by(self, rendering):
        """Return the functions of a rendering, by number; None where they are gone."""
        earlier = self.earlier
        if earlier is not None:
            while earlier and earlier[0][0] < rendering:
                del earlier[0]
            if rendering < self.rendering:
                if not earlier or earlier[0][0] != rendering:
                    return None
                kept = earlier[0]
                kept[1] = _by_number(kept[1])
                return kept[1]
        self.handlers = _by_number(self.handlers)
        return self.handlers


def _by_number(handlers):
    """Return functions as a dictionary; they are lent as a list, each after its number."""
    if type(handlers) is not list:
        return handlers
    return {handlers[at]: handlers[at + 1] for at in range(0, len(handlers), 2)}


def remember(own, name, before):
    """Note the value that a property had before it changed."""
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
            remember(own, name, before)
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
    if not calls.depth and not _scheduled:
        _scheduled = True
        run = current()
        # A task of no run: the end of the one that changes this would keep all others from being rendered.
        with entering(0):
            asyncio.create_task(_soon(run))


async def _soon(run):
    global _scheduled
    _scheduled = False
    with entering(run):
        flush()


def flush():
    """Tell the page at once what is to be told."""
    global _queue
    for _ in range(_ENDLESS):
        if not _queue:
            return
        queue, _queue = _queue, []
        values = [calls.heard]
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
            added = []
            numbered = add_trees((instance if own.connected else None,), added, numbered)
            if added[0] or len(record) > 1:
                values.append(record)
                trees += added
        if trees:
            try:
                text, extras = pack(values)
                _send(text, Record.between.join(trees), *crossing(extras))
            except (TypeError, ValueError):
                text, extras = pack(_crossing_values(values))
                _send(text, Record.between.join(trees), *crossing(extras))
        for instance in queue:
            if not calls.batch or instance._own.batch != calls.batch:
                shown(instance)
    for instance in _queue:
        report(instance, "updated", RuntimeError("it sets a property again and again when it was updated"))
        instance._own.wanted = False
    _queue = []


def _check_crosses(value):
    extras = pack([value])[1]
    if LINKED:
        for extra in crossing(extras):
            encode(extra)


def _crossing_values(values):
    """Replace what cannot be passed by value by objects of JavaScript's; report what has none."""
    from .ffi import to_js

    result = values[:1]
    for record in values[1:]:
        copy = record[:1]
        for at in range(1, len(record), 2):
            value = record[at + 1]
            try:
                _check_crosses(value)
            except (TypeError, ValueError) as error:
                try:
                    if LINKED and "contains itself" in str(error):
                        raise error  # The link would follow it for ever.
                    value = to_js(value)
                    _check_crosses(value)
                except Exception:
                    text = str(error).replace("value[0]", "the value", 1)
                    report(instances[record[0]], record[at], TypeError(f"{record[at]}: {text}"))
                    continue
            copy += [record[at], value]
        result.append(copy)
    return result


def shown(instance):
    """Tell an instance that the page shows what has changed."""
    own = instance._own
    changes = own.changes
    if changes:
        own.changes = None
        call(instance, instance.updated, "updated", changes)


def add_trees(rendering, trees, numbered):
    """Render instances; add the description of what each shows, "" if that has not changed.

    Args:
        rendering: the instances; None for those that there are no more.
        trees: the descriptions that are sent together; before the first that has changed comes the number of
            the renderings that follow.
        numbered: that number as it came last.

    Returns:
        The same as it comes last now.
    """
    before = begin_rendering()
    try:
        for instance in rendering:
            if instance is None:
                trees.append("")
                continue
            try:
                state = rendered(instance)
            except Exception as error:
                report(instance, "render", error)
                trees.append("")
                continue
            own = instance._own
            text = Mark.between.join(state[2])
            if Record.between in text:
                text = text.replace(Record.between, "\ufffd")
            objects = None
            handlers = lent = state[3]
            if lent and (len(lent) != 2 or _type(lent[1]) not in FUNCTIONS):
                handlers, objects = _parted(lent)
            if text == own.tree and not objects:
                own.handlers = handlers
                trees.append("")
                continue
            if IN_WORKER:
                own.replaced()
            own.handlers = handlers
            own.tree = text
            if objects:
                host.component_lend(own.number, *objects)
            if numbered != calls.renders:
                calls.renders += 1
                numbered = calls.renders
                trees.append(Record.number + str(numbered))
            own.rendering = numbered
            trees.append(text or Record.nothing)
    finally:
        end_rendering(before)
    return numbered


def _parted(lent):
    """Return the functions that events call, by number (all that is lent, where all are functions), and the
    rest as it was."""
    if all(type(lent[at]) in FUNCTIONS for at in range(1, len(lent), 2)):
        return lent, None
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
