"""The kernel's half of a donkey's calls; the page's is ``runtime/donkey/jupyter/requests.ts``.

A connection may break at any time: while a call is on its way, while it runs, while its answer is on its way
back. So each call has a number, is begun once however often it arrives, and its answer stays here until the
page has confirmed that it has it.
"""

import asyncio
import base64
import json
import sys
import uuid

from ._failures import INTERRUPTED, describe
from ._interrupts import interruptible
from ._maps import apply, names_of
from ._pack import pack
from ._sources import enter, evaluate, execute, fresh, own, prepared
from ._unpack import unpack

MIME = "application/vnd.py-elements"
#: The name of the comms that buffers come by: unlike other messages, their first one is not counted by a
#: server that limits how much output it passes on.
BUFFERS = "py-elements.buffers"

_sessions = {}
_process = uuid.uuid4().hex


class _Session:
    def __init__(self):
        #: The number of the call that was begun last.
        self.last = 0
        #: Answers by number, until they are confirmed.
        self.answers = {}


def process():
    """Return what tells this process from another one that takes its place."""
    return Answer({"process": _process})


def _session(name):
    session = _sessions.get(name)
    if session is None:
        session = _sessions[name] = _Session()
    return session


async def call(name, number, confirmed, mode, persistent, source, *more):
    """Run a call, unless it has been.

    Args:
        name: the page's session.
        number: the call's, higher than those before.
        confirmed: the page has the answers of calls up to this one.
        mode: ``execute``, ``evaluate``, ``enter``, ``broadcast`` or ``map``.
        persistent: whether it sees names of earlier ones.
        source: the code.
        more: arguments of the mode.
    """
    session = _session(name)
    for old in [old for old in session.answers if old <= confirmed]:
        del session.answers[old]
    if number <= session.last:
        return
    session.last = number
    try:
        with interruptible():
            session.answers[number] = await _answer(mode, persistent, source, more)
    except BaseException as error:  # an interrupt that came between two lines of this module
        session.answers[number] = {"error": describe(error, None)}, []


async def _answer(mode, persistent, source, more):
    filename = None
    try:
        filename, python = prepared(source, mode in ("execute", "enter"))
        if mode == "map":
            items, rest = _items(*more[:3]), more[3:]
            value = await apply(python, filename, names_of(persistent), items, *rest)
        elif mode == "broadcast":
            value = await execute(python, filename, names_of(persistent))
        else:
            run = {"execute": execute, "evaluate": evaluate, "enter": enter}[mode]
            value = await run(python, filename, own() if persistent else fresh())
        text, extras = pack(value)
        return {"text": text}, [memoryview(extra).tobytes() for extra in extras]
    except asyncio.CancelledError:
        # An interrupt cancels what is being awaited.
        return {"error": INTERRUPTED}, []
    except SystemExit as error:
        if error.code is None or error.code == 0:
            return {"text": "null"}, []
        return {"error": describe(error, filename)}, []
    except BaseException as error:
        return {"error": describe(error, filename)}, []
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _items(text, repairs, extras):
    return unpack(text, repairs, [base64.b64decode(extra) for extra in extras])


def answer(name, number, inline=False):
    """Return the answer to a call.

    Args:
        inline: whether buffers are text in the answer; by default they come in a message of their own.
    """
    session = _session(name)
    if number not in session.answers:
        return Answer({"unknown": session.last < number})
    content, extras = session.answers[number]
    if not extras:
        return Answer(content)
    if not inline and _send(name, number, extras):
        return Answer(dict(content, buffers=len(extras)))
    return Answer(dict(content, extras=[base64.b64encode(extra).decode() for extra in extras]))


def _send(name, number, extras):
    """Send buffers by a message of their own; tell whether the kernel can."""
    try:
        from comm import create_comm

        data = {"session": name, "number": number}
        create_comm(target_name=BUFFERS, data=data, buffers=extras).close()
    except Exception:
        return False
    return True


class Answer:
    """An answer, which a kernel sends as what an expression results in."""

    def __init__(self, content):
        self.content = content

    def __repr__(self):
        return "<the answer to a call>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: json.dumps(self.content)}
