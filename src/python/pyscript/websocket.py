"""Lasting connections to a server: :class:`WebSocket`."""

import js

from ._callables import adapt
from ._context import current
from ._host import LINKED, host, is_js
from ._platform import JsException, message_of
from .ffi import to_js
from .util import _caused, as_bytearray

if LINKED:
    from ._remote import Remote

__all__ = ["WebSocket", "WebSocketEvent"]


class WebSocketEvent:
    """The argument of a handler: a JavaScript event, whose ``data`` is a ``str`` or a ``memoryview``."""

    def __init__(self, event):
        self._event = event

    def __getattr__(self, name):
        value = getattr(self._event, name)
        if name == "data" and is_js(value) and hasattr(value, "byteLength"):
            value = self.data = memoryview(as_bytearray(value))
        return value


def _handler(name):
    def get(self):
        return self._handlers.get(name)

    def put(self, function):
        if not (function is None or callable(function)):
            raise TypeError(f"WebSocket.{name}: a handler must be callable, and {function!r} is not")
        self._handlers[name] = function

    return property(get, put)


class WebSocket:
    """A connection over which both sides send when they like. It closes when its script goes from the page.

    Attributes are those of JavaScript's ``WebSocket``: ``readyState``, ``bufferedAmount``, ``protocol``,
    ``url`` …

    Args:
        url: ``ws:`` or ``wss:``; relative to the page otherwise.
        protocols: one, or a list of them.
        **handlers: ``onopen``, ``onmessage``, ``onerror``, ``onclose``: functions, ``async`` or not, that
            take an event or nothing. They may be attached later, as attributes.

    Raises:
        ValueError: the URL or the protocols cannot be used.
        TypeError: there is no such handler.

    >>> ws = WebSocket(url="ws://localhost:5037/", onmessage=lambda event: print(event.data))
    >>> ws.onopen = lambda: ws.send("hello")
    """

    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3

    onopen = _handler("onopen")
    onmessage = _handler("onmessage")
    onerror = _handler("onerror")
    onclose = _handler("onclose")

    def __init__(self, url, protocols=None, **handlers):
        self._handlers = {}
        for name, function in handlers.items():
            if name not in ("onopen", "onmessage", "onerror", "onclose"):
                raise TypeError(f"WebSocket() has no argument {name!r}")
            setattr(self, name, function)
        try:
            self._socket = js.WebSocket.new(url, to_js(protocols or []))
        except JsException as error:
            raise _caused(ValueError(f"WebSocket({url!r}): {message_of(error)}"), error)
        self._socket.binaryType = "arraybuffer"
        host.own_socket(current(), self._socket, self._hear)

    def __repr__(self):
        state = ("connecting", "open", "closing", "closed")[self.readyState]
        return f"<WebSocket {self.url} {state}>"

    def __getattr__(self, name):
        if name == "_socket":
            raise AttributeError(name)
        return getattr(self._socket, name)

    @property
    def binaryType(self):
        """The type that binary data arrives as: ``"arraybuffer"``, a ``memoryview`` in Python; or
        ``"blob"``."""
        return self._socket.binaryType

    @binaryType.setter
    def binaryType(self, kind):
        self._socket.binaryType = kind

    def send(self, data):
        """Send text or bytes.

        Raises:
            RuntimeError: the connection is not open yet.
            TypeError: ``data`` is something else; in a worker, a ``Blob`` or ``File`` of the page's: send
                ``await blob.arrayBuffer()``.
        """
        if not (isinstance(data, (str, bytes, bytearray, memoryview)) or is_js(data)):
            raise TypeError(f"WebSocket.send() takes text or bytes, not {type(data).__name__}")
        if LINKED and isinstance(data, Remote):
            # It is the page's, and the socket is the worker's.
            if hasattr(data, "arrayBuffer"):
                raise TypeError(
                    "WebSocket.send(): a Blob of the page's is read before a worker sends it: "
                    "socket.send(await blob.arrayBuffer())"
                )
            data = as_bytearray(data)
        if self.readyState == self.CONNECTING:
            raise RuntimeError("WebSocket.send(): the connection is not open yet: send when onopen is called")
        self._socket.send(to_js(data))

    def close(self, code=None, reason=""):
        """Close the connection.

        Args:
            code: 1000, the normal close, which 0 stands for; or 3000 to 4999, which are an application's
                own. By default none is sent, and the other side sees 1005; with a reason, 1000 is.
            reason: text of at most 123 bytes.

        Raises:
            ValueError: such a code or reason cannot be sent.
        """
        if code is None and not reason:
            self._socket.close()
            return
        code = code or 1000
        if code != 1000 and not 3000 <= code <= 4999:
            raise ValueError(f"WebSocket.close(): the code may be 1000 or 3000 to 4999, not {code}")
        size = len(reason.encode())
        if size > 123:
            raise ValueError(f"WebSocket.close(): the reason has {size} bytes, and 123 are allowed")
        self._socket.close(code, reason)

    def _hear(self, event):
        function = self._handlers.get("on" + event.type)
        return function and adapt(function)(WebSocketEvent(event))
