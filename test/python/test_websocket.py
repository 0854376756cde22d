"""`WebSocket`, against the server of `test/harness/web-server.mjs`."""

import asyncio

from expecting import raises
from pyscript import RUNNING_IN_WORKER, WebSocket, current_target, display, document, window

SERVER = window.location.origin.replace("http", "ws") + "/test-socket/"


async def until(condition):
    for _ in range(300):
        if condition():
            return
        await asyncio.sleep(0.01)
    assert False, "it did not happen"


async def opened(path="echo", **options):
    ws = WebSocket(url=SERVER + path, **options)
    await until(lambda: ws.readyState != WebSocket.CONNECTING)
    return ws


async def test_the_reference():
    printed = []

    def print(*values):
        printed.append(values)

    def onopen(event):
        print(event.type)
        ws.send("hello")

    def onmessage(event):
        print(event.type, event.data)
        ws.close()

    def onclose(event):
        print(event.type)

    ws = WebSocket(url=SERVER + "echo")
    ws.onopen = onopen
    ws.onmessage = onmessage
    ws.onclose = onclose
    await until(lambda: len(printed) == 3)
    assert printed == [("open",), ("message", "hello"), ("close",)]


async def test_handlers_by_keyword():
    heard = []

    def onmessage(event):
        heard.append(event.data)
        ws.close()

    ws = WebSocket(
        url=SERVER + "echo",
        onopen=lambda: ws.send("keyword"),
        onmessage=onmessage,
        onclose=lambda event: heard.append(event.type),
        onerror=None,
    )
    assert ws.onmessage is onmessage
    await until(lambda: len(heard) == 2)
    assert heard == ["keyword", "close"]


async def test_async_handlers():
    heard = []

    async def onopen(event):
        await asyncio.sleep(0.01)
        ws.send("one")
        await asyncio.sleep(0.01)
        ws.send("two")

    async def onmessage(event):
        await asyncio.sleep(0.01)
        heard.append(event.data)
        display(event.data)

    ws = WebSocket(url=SERVER + "echo", onopen=onopen, onmessage=onmessage)
    await until(lambda: len(heard) == 2)
    assert heard == ["one", "two"]
    assert document.getElementById(current_target()).textContent == "onetwo"
    ws.close()


async def test_constants_and_states():
    assert (WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED) == (0, 1, 2, 3)
    ws = WebSocket(SERVER + "echo")
    assert ws.readyState == WebSocket.CONNECTING == ws.CONNECTING
    await until(lambda: ws.readyState == WebSocket.OPEN)
    assert "open" in repr(ws)
    ws.close()
    assert ws.readyState == WebSocket.CLOSING
    await until(lambda: ws.readyState == WebSocket.CLOSED)


async def test_fields():
    ws = await opened(protocols=["first", "second"])
    assert ws.url == SERVER + "echo"
    assert ws.protocol == "first"
    assert isinstance(ws.extensions, str)
    assert ws.bufferedAmount == 0
    assert ws.binaryType == "arraybuffer"
    assert not hasattr(ws, "no_such_field")
    ws.close()
    other = await opened(protocols="second")
    assert other.protocol == "second"
    other.close()


async def test_text():
    heard = []
    ws = await opened(onmessage=lambda event: heard.append(event.data))
    texts = ["", "plain", "snow ☃ 😀", "x" * 100_000]
    for text in texts:
        ws.send(text)
    await until(lambda: len(heard) == 4)
    assert heard == texts
    ws.close()


async def test_bytes():
    heard = []
    ws = await opened(onmessage=lambda event: heard.append(event.data))
    sent = [b"\x00\xff", bytearray(b"\x01\x02"), memoryview(b"\x03"), b"", bytes(range(256)) * 1000]
    for data in sent:
        ws.send(data)
    ws.send(window.Uint8Array.of(7, 8))
    await until(lambda: len(heard) == 6)
    assert all(isinstance(data, memoryview) for data in heard)
    assert [bytes(data) for data in heard] == [bytes(data) for data in sent] + [b"\x07\x08"]
    ws.close()


async def test_blobs_of_the_page():
    heard = []
    ws = await opened(onmessage=lambda event: heard.append(bytes(event.data)))
    blob = window.Response.new("blob")
    blob = await blob.blob()
    if RUNNING_IN_WORKER:
        assert "await blob.arrayBuffer()" in raises(TypeError, ws.send, blob)
        ws.send(await blob.arrayBuffer())
    else:
        ws.send(blob)
    await until(lambda: heard)
    assert heard == [b"blob"]
    ws.close()


async def test_blobs():
    heard = []
    ws = await opened(onmessage=lambda event: heard.append(event.data))
    ws.binaryType = "blob"
    ws.send(b"abc")
    await until(lambda: heard)
    assert heard[0].size == 3
    ws.close()


async def test_events_have_the_fields_of_javascript():
    events = []
    ws = await opened(onmessage=events.append)
    ws.send(b"12")
    await until(lambda: events)
    assert events[0].type == "message"
    assert events[0].origin == SERVER.replace("/test-socket/", "")
    assert events[0].data is events[0].data
    assert not hasattr(events[0], "no_such_field")
    ws.close()


async def closing(path, *args, **kwargs):
    """The close event after the server, or we, closed."""
    events = []
    ws = WebSocket(url=SERVER + path, onclose=events.append)
    if path == "echo":
        await until(lambda: ws.readyState == WebSocket.OPEN)
        ws.close(*args, **kwargs)
    await until(lambda: events)
    return events[0].code, events[0].reason, events[0].wasClean


async def test_closing():
    assert await closing("echo") == (1005, "", True)  # no code was sent
    assert await closing("echo", code=0) == (1000, "", True)
    assert await closing("echo", code=0, reason="because") == (1000, "because", True)
    assert await closing("echo", 1000) == (1000, "", True)
    assert await closing("echo", 4001, "☃") == (4001, "☃", True)
    assert await closing("echo", reason="☃" * 41) == (1000, "☃" * 41, True)


async def test_closing_by_the_server():
    assert await closing("close/4002/go%20away") == (4002, "go away", True)
    assert await closing("close/1001") == (1001, "", True)


async def test_closing_with_what_cannot_be_sent():
    ws = await opened()
    assert "has 126 bytes, and 123 are allowed" in raises(ValueError, ws.close, reason="☃" * 42)
    assert "not 1001" in raises(ValueError, ws.close, code=1001)
    assert "not 5000" in raises(ValueError, ws.close, 5000)
    assert ws.readyState == WebSocket.OPEN
    ws.close()
    ws.close()


async def test_sending_what_cannot_be_sent():
    ws = WebSocket(url=SERVER + "echo")
    assert "not open yet" in raises(RuntimeError, ws.send, "early")
    await until(lambda: ws.readyState == WebSocket.OPEN)
    assert "not dict" in raises(TypeError, ws.send, {})
    assert "not int" in raises(TypeError, ws.send, 42)
    ws.close()


def test_what_cannot_be_opened():
    assert raises(ValueError, WebSocket, url="ws://[").startswith("WebSocket('ws://['): ")
    raises(ValueError, WebSocket, url=SERVER + "echo", protocols=["twice", "twice"])
    assert "onfoo" in raises(TypeError, WebSocket, url=SERVER + "echo", onfoo=print)
    assert "42" in raises(TypeError, WebSocket, url=SERVER + "echo", onopen=42)


async def test_errors():
    for path in ("refuse", "drop"):
        heard = []
        ws = WebSocket(
            url=SERVER + path,
            onopen=lambda: ws.send("go"),
            onerror=lambda event: heard.append(event.type),
            onclose=lambda event: heard.append(event.code),
        )
        await until(lambda: 1006 in heard)
        assert heard == (["error", 1006] if path == "refuse" else [1006]), (path, heard)


async def test_reconnecting():
    opened = []

    def connect():
        def reconnect(event):
            if len(opened) < 3:
                asyncio.create_task(again())

        async def again():
            await asyncio.sleep(0.01)
            connect()

        WebSocket(url=SERVER + "close/1012/restart", onopen=lambda: opened.append(1), onclose=reconnect)

    connect()
    await until(lambda: len(opened) == 3)


async def test_handlers_can_be_replaced():
    heard = []
    ws = await opened()
    ws.onmessage = lambda event: heard.append("first")
    ws.send("1")
    await until(lambda: heard)
    ws.onmessage = lambda event: heard.append("second")
    ws.send("2")
    await until(lambda: len(heard) == 2)
    ws.onmessage = None
    ws.send("3")
    ws.onclose = lambda: heard.append("closed")
    ws.close()
    await until(lambda: len(heard) == 3)
    assert heard == ["first", "second", "closed"]


async def test_a_chat():
    heard = {"ada": [], "grace": []}
    room = f"chat/{window.crypto.randomUUID()}"
    ada = await opened(room, onmessage=lambda event: heard["ada"].append(event.data))
    grace = await opened(room, onmessage=lambda event: heard["grace"].append(event.data))
    ada.send("Hello, Grace")
    await until(lambda: heard["grace"])
    grace.send("Hello, Ada")
    await until(lambda: len(heard["ada"]) == len(heard["grace"]) == 2)
    assert heard["ada"] == heard["grace"] == ["Hello, Grace", "Hello, Ada"]
    ada.close()
    grace.close()
