"""Requests: :func:`fetch`."""

import asyncio
import json

import js

from ._host import LINKED, is_js
from ._platform import MICROPYTHON, JsException, message_of
from .ffi import to_js
from .util import _caused, _settling, as_bytearray

__all__ = ["AbortError", "Response", "fetch"]


class AbortError(OSError):
    """The ``signal`` of a request aborted it."""


def fetch(url, **options):
    """Send a request. The result is awaited, or asked for the body at once.

    Args:
        url: where to, relative to the page; or a JavaScript ``URL`` or ``Request``.
        **options: those of JavaScript's ``fetch``: ``method``, ``headers``, ``credentials``, ``signal``, …
            The ``body`` may be text, bytes, a ``dict`` or ``list`` (sent as JSON), a ``Blob``,
            ``FormData``, ``URLSearchParams``, or a generator, whose text or bytes are sent as they come.

    Raises:
        OSError: there is no answer; an :class:`AbortError` when aborted. Any status is an answer: look at
            ``ok``. asyncio.TimeoutError: ``AbortSignal.timeout()`` ran out. TypeError, ValueError: options
            that cannot be used.

    >>> response = await fetch("/api", method="POST", body={"name": "Ada"})
    >>> response.status
    200
    >>> text = await fetch("/data.txt").text()
    """
    what = f"fetch({url!r})" if isinstance(url, str) else "fetch()"
    options = {name: value for name, value in options.items() if value is not None}
    realm = _realm(url, options)
    ended = realm.AbortController.new()
    signals = [ended.signal] + [options[name] for name in ("signal",) if name in options]
    options["signal"] = realm.AbortSignal.any(to_js(signals))
    streams = _prepare_body(options, realm)
    try:
        request = realm.Request.new(url, to_js(options))
    except JsException as error:
        raise _caused(ValueError(f"{what}: {message_of(error)}"), error)
    if streams and not hasattr(request, "duplex"):
        raise OSError(f"{what}: this browser cannot send a body in pieces: pass it whole")
    return _Pending(what, request, _settling(realm, realm.fetch.bind(None, request)), ended, realm)


def _realm(url, options):
    """Return the ``globalThis`` that sends the request: a worker's own, unless it is to work with objects of
    the page."""
    if LINKED:
        from ._remote import Remote, root

        if any(isinstance(value, Remote) for value in (url,) + tuple(options.values())):
            return root
    return js


class _Body:
    """The methods for a body: of a response, and of one that is still to come."""

    if MICROPYTHON:

        def __iter__(self):
            return self._answer()

        __await__ = __iter__
    else:

        def __await__(self):
            return self._answer().__await__()

    async def text(self):
        """Return the body as text."""
        return await self._read("text")

    async def json(self):
        """Return the data that the body is the JSON of."""
        response = await self
        text = await response.text()
        try:
            data = json.loads(text)
            if MICROPYTHON and "\\ud" in text.lower():  # it does not join surrogate pairs
                data = json.loads(js.JSON.stringify(js.JSON.parse(text)))
            return data
        except ValueError as error:
            kind = f"status {response.status}, {response.headers.get('content-type')}"
            what = f"{self._what}.json(): the answer ({kind}) is not JSON; it begins with {text[:60]!r}"
            raise _caused(ValueError(what), error)

    async def arrayBuffer(self):
        """Return the body as a ``memoryview``."""
        return memoryview(await self.bytearray())

    async def bytearray(self):
        """Return the body as a ``bytearray``."""
        return as_bytearray(await self._read("arrayBuffer"))

    async def blob(self):
        """Return the body as JavaScript's ``Blob``."""
        return await self._read("blob")


class _Pending(_Body):
    def __init__(self, what, request, promise, ended, realm):
        self._realm = realm
        self._what = what
        self._request = request
        self._promise = promise
        self._ended = ended

    def __repr__(self):
        return f"<{self._what}: await it>"

    async def _answer(self):
        return Response(self, await self._settled(self._promise))

    async def _read(self, method):
        return await (await self._answer())._read(method)

    async def _settled(self, promise, arriving=False):
        """Wait for ``promise``; explain what goes wrong."""
        try:
            settled = (await promise)[0]
        except asyncio.CancelledError:
            self._ended.abort()
            raise
        if settled.status == "rejected":
            raise self._explained(arriving)
        return settled.value

    def _explained(self, arriving):
        what = self._what
        signal = self._request.signal
        if signal.aborted:
            if getattr(signal.reason, "name", "") == "TimeoutError":
                return asyncio.TimeoutError(f"{what} took too long")
            return AbortError(f"{what} was aborted")
        if arriving:
            return OSError(f"{what}: the connection broke while the body arrived: try again")
        realm = self._realm
        if not realm.navigator.onLine:
            return OSError(f"{what}: the browser is offline: try again later")
        origin = realm.URL.new(self._request.url).origin
        message = f"{what}: {origin} did not answer"
        if realm.origin == "null":
            message += ", is not among what this sandbox allows, or does not let every origin read its answers (CORS)"
        elif origin != realm.origin:
            message += (
                f", or does not let pages of {realm.origin} read its answers (CORS): "
                "ask through a server of yours where it is not under your control"
            )
        return OSError(f"{message}. The browser's console has details.")


class Response(_Body):
    """The answer to a request; it has the attributes of JavaScript's ``Response``: ``ok``, ``status``,
    ``headers`` …

    >>> response = await fetch("/data.json")
    >>> if response.ok:
    ...     data = await response.json()
    """

    def __init__(self, pending, response):
        self._what = pending._what
        self._pending = pending
        self._response = response

    def __repr__(self):
        return f"<Response {self.status} {self.url}>"

    def __getattr__(self, name):
        return getattr(self._response, name)

    async def _answer(self):
        return self

    async def _read(self, method):
        if self._response.bodyUsed:
            raise ValueError(f"{self._what}: the body was read before; keep what that returned")
        return await self._pending._settled(_settling(self._pending._realm, getattr(self._response, method).bind(self._response)), True)


def _prepare_body(options, js):
    """Make what the JavaScript that sends it takes of ``options["body"]``; tell whether it is a stream."""
    body = options.get("body")
    if isinstance(body, (dict, list)):
        options["body"] = json.dumps(body)
        options["headers"] = headers = js.Headers.new(to_js(options.get("headers", {})))
        if not headers.has("content-type"):
            headers.set("content-type", "application/json")
    elif hasattr(body, "__anext__") or hasattr(body, "__next__"):
        options["body"] = js.ReadableStream.new(to_js({"pull": _puller(body)}))
        options["duplex"] = "half"
        return True
    elif not (body is None or is_js(body) or isinstance(body, (str, bytes, bytearray, memoryview))):
        raise TypeError(f"fetch(): a body is text, bytes, a dict or JavaScript's own, not a {type(body).__name__}")
    return False


def _puller(pieces):
    async def pull(controller):
        try:
            piece = await pieces.__anext__() if hasattr(pieces, "__anext__") else next(pieces)
        except (StopIteration, StopAsyncIteration):
            controller.close()
            return
        controller.enqueue(to_js(piece.encode() if isinstance(piece, str) else piece))

    return pull
