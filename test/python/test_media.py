"""`media`, with the devices that Chromium makes up for tests."""

import asyncio

from pyscript import document, media, window
from pyscript.ffi import create_proxy, to_js


async def fails(awaitable, kind=OSError):
    try:
        await awaitable
    except kind as error:
        return str(error)
    assert False, "nothing was raised"


def rejecting(name):
    """A `getUserMedia` that fails so."""
    return window.Function.new(f"return Promise.reject(new DOMException('', '{name}'))")


def tracks(stream):
    kinds = sorted(track.kind for track in stream.getTracks())
    for track in stream.getTracks():
        track.stop()
    return kinds


# needs: a camera
async def test_listing_devices():
    tracks(await media.Device.request_stream(audio=True))
    devices = await media.list_devices()
    assert {device.kind for device in devices} >= {"audioinput", "videoinput"}
    for device in devices:
        assert isinstance(device, media.Device)
        for name in ("id", "group", "kind", "label"):
            assert isinstance(device[name], str)
            assert device[name] == getattr(device, name)
        assert device.label in repr(device)
    assert any("Fake" in device.label or "fake" in device.label for device in devices)
    try:
        devices[0]["no_such_key"]
        assert False
    except KeyError:
        pass


# needs: a camera
async def test_streams():
    assert tracks(await media.Device.request_stream()) == ["video"]
    assert tracks(await media.Device.request_stream(audio=True)) == ["audio", "video"]
    assert tracks(await media.Device.request_stream(audio=True, video=False)) == ["audio"]
    assert tracks(await media.Device.load(audio=True, video=False)) == ["audio"]
    assert tracks(await media.Device.load()) == ["video"]


# needs: a camera
async def test_constraints():
    stream = await media.Device.request_stream(video={"width": {"exact": 320}, "height": 240})
    assert stream.getVideoTracks()[0].getSettings().width == 320
    assert tracks(stream) == ["video"]


# needs: a camera
async def test_a_stream_of_one_device():
    for device in await media.list_devices():
        if device.kind == "audiooutput":
            assert "only plays" in await fails(device.get_stream(), ValueError)
        else:
            stream = await device.get_stream()
            assert stream.getTracks()[0].getSettings().deviceId == device.id
            assert tracks(stream) == [device.kind.replace("input", "")]


# needs: a camera
async def test_showing_a_stream():
    video = document.createElement("video")
    video.muted = True
    video.srcObject = await media.Device.request_stream()
    await video.play()
    assert video.videoWidth > 0
    tracks(video.srcObject)


# needs: a camera
async def test_what_goes_wrong():
    uncaught = []
    hear = create_proxy(lambda event: uncaught.append(str(event.reason)))
    window.addEventListener("unhandledrejection", hear)
    assert "audio, video" in await fails(media.Device.request_stream(video=False), ValueError)
    message = await fails(media.Device.request_stream(video={"width": {"exact": 99999}}))
    assert message == "media: no device is like that"
    assert "audio, video" in await fails(media.Device.request_stream(audio=False, video=False), ValueError)
    await asyncio.sleep(0.05)
    window.removeEventListener("unhandledrejection", hear)
    assert uncaught == [], uncaught


# needs: a camera
async def test_permissions():
    devices = window.navigator.mediaDevices
    for name, expected in (("NotAllowedError", "not allowed"), ("NotFoundError", "no such device")):
        devices.getUserMedia = rejecting(name)
        try:
            assert expected in await fails(media.Device.request_stream())
        finally:
            window.Reflect.deleteProperty(devices, "getUserMedia")


async def test_insecure_pages():
    navigator = window.navigator
    window.Object.defineProperty(navigator, "mediaDevices", to_js({"configurable": True}))
    try:
        assert "https:" in await fails(media.list_devices())
        assert "https:" in await fails(media.Device.request_stream())
    finally:
        window.Reflect.deleteProperty(navigator, "mediaDevices")
