"""`fetch`: requests, against the server of `test/harness/web-server.mjs`."""

import asyncio

import js

from expecting import raises
from pyscript import RUNNING_IN_WORKER, fetch, window
from pyscript.ffi import to_js
from pyscript.http import AbortError

realm = js if RUNNING_IN_WORKER else window  # the global object that sends requests
SERVER = "/test-web/"
HERE = window.location.origin
ELSEWHERE = HERE.replace("localhost", "127.0.0.1")


async def fails(awaitable, *kinds):
    """The message of what it raises."""
    try:
        await awaitable
    except kinds or OSError as error:
        return str(error)
    assert False, "nothing was raised"


async def later(function):
    await asyncio.sleep(0.02)
    function()


async def echo(**options):
    return await fetch(SERVER + "echo", method="POST", **options).json()


async def test_the_reference():
    response = await fetch(SERVER + "status/200?body=data")
    if response.ok:
        data = await response.text()
    else:
        print(response.status)
    assert data == "data"


async def test_one_await():
    assert await fetch(SERVER + "status/200?body=data").text() == "data"


async def test_request_options():
    result = await fetch(SERVER + "echo/bytes", method="POST", body="HELLO").text()
    assert result == "HELLO"


async def test_attributes():
    response = await fetch(SERVER + "status/404?body=gone")
    assert response.ok is False
    assert response.status == 404
    assert response.statusText == "Not Found"
    assert response.url == HERE + SERVER + "status/404?body=gone"
    assert response.redirected is False
    assert response.type == "basic"
    assert response.headers.get("content-type") == "text/plain"
    assert response.headers.get("x-test") == "yes"
    assert response.bodyUsed is False
    assert await response.text() == "gone"
    assert response.bodyUsed is True
    assert "404" in repr(response)
    assert not hasattr(response, "no_such_attribute")


async def test_text():
    text = await fetch(SERVER + "echo/bytes", method="POST", body="snow ☃ 😀").text()
    assert text == "snow ☃ 😀"


async def test_json():
    data = {"text": "snow ☃ 😀", "list": [1, 2.5, None, True, {}], "large": 2**53 - 1, "empty": ""}
    received = await fetch(SERVER + "echo/bytes", method="POST", body=data).json()
    assert received == data, received
    assert await fetch(SERVER + "status/200?body=" + '"\\ud83d\\ude00"').json() == "😀", "pairs"
    response = await fetch(SERVER + "status/200?body=null")
    assert await response.json() is None


async def test_json_that_is_none():
    message = await fails(fetch(SERVER + "status/500?type=text/html&body=<p>Oops").json(), ValueError)
    assert message == "fetch('/test-web/status/500?type=text/html&body=<p>Oops').json(): the answer (status 500, text/html) is not JSON; it begins with '<p>Oops'", message


async def test_bytearray():
    data = await fetch(SERVER + "bytes/1000").bytearray()
    assert isinstance(data, bytearray)
    assert len(data) == 1000
    assert data[:300] == bytearray(list(range(256)) + list(range(44)))
    assert await fetch(SERVER + "bytes/0").bytearray() == bytearray()


async def test_array_buffer():
    data = await fetch(SERVER + "bytes/4").arrayBuffer()
    assert isinstance(data, memoryview)
    assert bytes(data) == b"\x00\x01\x02\x03"


async def test_blob():
    blob = await (await fetch(SERVER + "bytes/4")).blob()
    assert blob.size == 4
    assert blob.type == "application/octet-stream"


async def test_headers():
    headers = (await echo(headers={"X-One": "1", "Accept": "text/plain"}))["headers"]
    assert headers["x-one"] == "1"
    assert headers["accept"] == "text/plain"


async def test_methods():
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert (await fetch(SERVER + "echo", method=method).json())["method"] == method
    assert (await fetch(SERVER + "echo", method="HEAD")).status == 200


async def test_bodies():
    async def sent(body):
        return await fetch(SERVER + "echo/bytes", method="POST", body=body).bytearray()

    assert await sent("text") == b"text"
    assert await sent(b"\x00\xff") == b"\x00\xff"
    assert await sent(bytearray(b"\x00\xff")) == b"\x00\xff"
    assert await sent(memoryview(b"\x00\xff")) == b"\x00\xff"
    assert await sent(window.Uint8Array.of(1, 2)) == b"\x01\x02"
    assert await sent(window.Blob.new(to_js(["a", "b"]))) == b"ab"
    assert await sent(b"") == b""
    assert await sent(None) == b""


async def test_json_bodies():
    request = await echo(body={"name": "Ada", "tags": ["a"]})
    assert request["body"].replace(" ", "") == '{"name":"Ada","tags":["a"]}'
    assert request["headers"]["content-type"] == "application/json"
    request = await echo(body=[1, 2], headers={"Content-Type": "application/ld+json", "X-One": "1"})
    assert request["body"].replace(" ", "") == "[1,2]"
    assert request["headers"]["content-type"] == "application/ld+json"
    assert request["headers"]["x-one"] == "1"


async def test_forms():
    form = window.FormData.new()
    form.append("name", "Ada")
    request = await echo(body=form)
    assert request["headers"]["content-type"].startswith("multipart/form-data")
    assert "Ada" in request["body"]
    request = await echo(body=window.URLSearchParams.new("name=Ada&x=1"))
    assert request["headers"]["content-type"].startswith("application/x-www-form-urlencoded")
    assert request["body"] == "name=Ada&x=1"


def test_bodies_that_are_none():
    assert "not a int" in raises(TypeError, fetch, SERVER + "echo", method="POST", body=42)


async def test_urls_and_requests():
    url = window.URL.new(SERVER + "status/200?body=url", window.location.href)
    assert await fetch(url).text() == "url"
    request = window.Request.new(SERVER + "echo/bytes", to_js({"method": "POST", "body": "request"}))
    assert await fetch(request).text() == "request"


async def test_cookies():
    window.document.cookie = "fetched=1; path=/test-web/"
    window.document.cookie = "fetched=1; path=/"
    request = await echo(credentials="omit")
    assert "cookie" not in request["headers"]
    request = await echo(credentials="include")
    assert "fetched=1" in request["headers"]["cookie"]


async def test_many_at_once():
    texts = await asyncio.gather(*[fetch(f"{SERVER}status/200?body={n}").text() for n in range(10)])
    assert list(texts) == [str(n) for n in range(10)]
    responses = await asyncio.gather(*[fetch(f"{SERVER}status/20{n}") for n in range(3)])
    assert [response.status for response in responses] == [200, 201, 202]


async def test_waiting_twice():
    request = fetch(SERVER + "status/200?body=data")
    assert (await request).status == 200
    assert await (await request).text() == "data"


async def test_a_body_read_twice():
    response = await fetch(SERVER + "status/200?body=data")
    await response.text()
    assert "was read before" in await fails(response.text(), ValueError)


def test_options_that_make_no_sense():
    assert "body" in raises(ValueError, fetch, SERVER + "echo", body="GET has none")
    message = raises(ValueError, fetch, "http://[")
    assert message.startswith("fetch('http://['): ")


async def test_another_origin():
    response = await fetch(ELSEWHERE + SERVER + "cors/status/200?body=open")
    assert response.type == "cors"
    assert await response.text() == "open"


async def test_another_origin_that_does_not_allow_it():
    message = await fails(fetch(ELSEWHERE + SERVER + "status/200"))
    assert f"{ELSEWHERE} did not answer" in message
    assert f"does not let pages of {HERE} read its answers (CORS)" in message


async def test_no_server():
    message = await fails(fetch("http://localhost:9/").text())
    assert message.startswith("fetch('http://localhost:9/'): http://localhost:9 did not answer")


async def test_offline():
    realm.Object.defineProperty(realm.navigator, "onLine", to_js({"value": False, "configurable": True}))
    try:
        message = await fails(fetch("http://localhost:9/"))
    finally:
        realm.Reflect.deleteProperty(realm.navigator, "onLine")
    assert message == "fetch('http://localhost:9/'): the browser is offline: try again later"


async def test_a_connection_that_breaks():
    response = await fetch(SERVER + "broken")
    assert response.ok
    assert "the connection broke" in await fails(response.text())


async def test_abort():
    controller = window.AbortController.new()
    request = fetch(SERVER + "never", signal=controller.signal)
    asyncio.create_task(later(controller.abort))
    assert await fails(request, AbortError) == "fetch('/test-web/never') was aborted"
    assert await fails(fetch(SERVER + "never", signal=controller.signal), AbortError)


async def test_abort_with_a_reason_of_ones_own():
    controller = window.AbortController.new()
    controller.abort("enough")
    assert "was aborted" in await fails(fetch(SERVER + "never", signal=controller.signal), AbortError)


async def test_timeout():
    message = await fails(
        fetch(SERVER + "never", signal=window.AbortSignal.timeout(20)), asyncio.TimeoutError
    )
    assert message == "fetch('/test-web/never') took too long"


async def given_up():
    return int(await fetch(SERVER + "never/aborted").text())


async def is_given_up(before):
    """Tell whether one more request is given up within a second."""
    for _ in range(50):
        await asyncio.sleep(0.02)
        if await given_up() > before:
            return True
    return False


async def test_a_task_that_is_cancelled_ends_its_request():
    before = await given_up()
    realm.Function.new(
        "address",
        """const control = new AbortController();
        fetch(address, { signal: control.signal }).catch(() => {});
        setTimeout(() => control.abort(), 200);""",
    )(SERVER + "never")
    if not await is_given_up(before):
        # Firefox (153) leaves a worker's request open where a service worker controls the worker.
        return
    before = await given_up()
    await fails(asyncio.wait_for(fetch(SERVER + "never").text(), 0.05), asyncio.TimeoutError)
    assert await is_given_up(before), "the request goes on"


async def test_much():
    body = bytes(range(256)) * 8192
    data = await fetch(SERVER + "echo/bytes", method="POST", body=body).bytearray()
    assert len(data) == len(body)
    assert data == body


# needs: streamed uploads
async def test_uploading_in_pieces():
    """Browsers do it over HTTP/2 only, so what would be sent is looked at."""
    real = realm.fetch
    realm.fetch = realm.Function.new("request", "return request.text().then((text) => new Response(text))")

    def pieces():
        yield "one, "
        yield b"two, "
        yield "☃"

    try:
        assert await fetch("/upload", method="POST", body=pieces()).text() == "one, two, ☃"
    finally:
        realm.fetch = real


# needs: streamed uploads
async def test_uploading_in_pieces_that_fail():
    real = realm.fetch
    realm.fetch = realm.Function.new("request", "return request.text().then((text) => new Response(text))")

    def pieces():
        yield "one"
        raise RuntimeError("no more")

    try:
        await fails(fetch("/upload", method="POST", body=pieces()).text())
    finally:
        realm.fetch = real
