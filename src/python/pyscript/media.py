"""Cameras, microphones and loudspeakers."""

from .context import window as _window
from .ffi import is_none as _is_none
from .ffi import to_js as _to_js
from .util import _settling

__all__ = ["Device", "list_devices"]


class Device:
    """A camera, microphone or loudspeaker. Its attributes are also there by key: ``device["label"]``."""

    def __init__(self, device):
        self._device_info = device

    @property
    def id(self):
        """The browser's name for it, on this site."""
        return self._device_info.deviceId

    @property
    def group(self):
        """The identifier that devices share which belong together, such as a headset's two."""
        return self._device_info.groupId

    @property
    def kind(self):
        """``"videoinput"``, ``"audioinput"`` or ``"audiooutput"``."""
        return self._device_info.kind

    @property
    def label(self):
        """The name for people; empty until they have allowed its use."""
        return self._device_info.label

    def __getitem__(self, key):
        if key not in ("id", "group", "kind", "label"):
            raise KeyError(key)
        return getattr(self, key)

    def __repr__(self):
        return f"<Device {self.kind} {self.label!r}>"

    @classmethod
    async def request_stream(cls, audio=False, video=True):
        """Ask for a stream of the camera, the microphone, or both.

        Args:
            audio: whether sound is wanted; or constraints, as a dictionary.
            video: the same for pictures.

        Returns:
            A JavaScript ``MediaStream``, for ``srcObject`` of a ``<video>``.

        Raises:
            OSError: it was not allowed, or there is no such device.

        >>> video.srcObject = await Device.request_stream(video={"width": 640})
        """
        return await _asked("getUserMedia", _to_js({"audio": audio, "video": video}))

    @classmethod
    async def load(cls, audio=False, video=True):
        """The former name of :meth:`request_stream`."""
        return await cls.request_stream(audio, video)

    async def get_stream(self):
        """Ask for a stream of this very device; see :meth:`request_stream`.

        Raises:
            ValueError: nothing can be had from a loudspeaker.
        """
        if not self.kind.endswith("input"):
            raise ValueError(f"{self!r} gives no stream: it only plays")
        only = {"deviceId": {"exact": self.id}}
        is_video = self.kind == "videoinput"
        return await self.request_stream(audio=not is_video and only, video=is_video and only)


async def list_devices():
    """Return a list of every :class:`Device` that the page may know of.

    Before people have allowed the use of a camera or a microphone, browsers say only that there is one.

    >>> [device.label for device in await list_devices() if device.kind == "videoinput"]
    ['FaceTime HD Camera']
    """
    return [Device(device) for device in await _asked("enumerateDevices")]


async def _asked(method, *arguments):
    """Call a method of the page's ``mediaDevices``; explain what goes wrong."""
    devices = getattr(_window.navigator, "mediaDevices", None)
    if _is_none(devices):
        raise OSError("media: browsers let pages use cameras and microphones over https: or from localhost only")
    settled = (await _settling(_window, getattr(devices, method).bind(devices, *arguments)))[0]
    if settled.status == "fulfilled":
        return settled.value
    error = settled.reason
    text = {
        "NotAllowedError": "using it was not allowed, by people or by the page's permissions policy",
        "NotFoundError": "there is no such device",
        "NotReadableError": "the device is in use elsewhere, or does not work",
        "OverconstrainedError": "no device is like that",
    }.get(error.name, error.message)
    if error.name == "TypeError":
        raise ValueError(f"media: ask for audio, video, or both ({text})")
    raise OSError(f"media: {text}")
