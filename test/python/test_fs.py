"""`fs`: folders of the computer. A folder of the browser's own stands in for the one that people choose."""

# each test needs: folders that people choose

import asyncio
import os
import sys

import js

from pyscript import RUNNING_IN_WORKER, document, fs, window
from pyscript.ffi import to_js

# The global object that does the work in this thread.
realm = js if RUNNING_IN_WORKER else window

# Both interpreters are tested at the same time, here and in workers, on pages that share the browser's
# folders, and those that were chosen for a path.
HERE = "/folders-" + realm.crypto.randomUUID()

MICROPYTHON = sys.implementation.name == "micropython"
CREATE = to_js({"create": True})
RECURSIVE = to_js({"recursive": True})


async def chosen(name="folder"):
    """A new folder, which the next dialog of the browser's gives; and a list of what that was asked."""
    top = await window.navigator.storage.getDirectory()
    name += HERE[1:]
    try:
        await top.removeEntry(name, RECURSIVE)
    except Exception:
        pass
    folder = await top.getDirectoryHandle(name, CREATE)
    asked = window.Array.new()
    window.chosenFolder = folder
    window.askedForFolder = asked
    window.showDirectoryPicker = window.Function.new(
        "options", "askedForFolder.push(options); return Promise.resolve(chosenFolder)"
    )
    return folder, asked


async def write(folder, path, text):
    """Write a file as another program would."""
    *folders, name = path.split("/")
    for part in folders:
        folder = await folder.getDirectoryHandle(part, CREATE)
    stream = await (await folder.getFileHandle(name, CREATE)).createWritable()
    await stream.write(text)
    await stream.close()


async def read(folder, path):
    *folders, name = path.split("/")
    for part in folders:
        folder = await folder.getDirectoryHandle(part)
    return await (await (await folder.getFileHandle(name)).getFile()).text()


async def names(folder):
    found = await getattr(window.Array, "fromAsync")(folder.keys())
    return sorted(found)


def put(path, text):
    with open(path, "w") as file:
        file.write(text)


def get(path):
    with open(path) as file:
        return file.read()


async def press(label):
    """Press a button of the dialog, when it is there."""
    for _ in range(200):
        for button in document.querySelectorAll("dialog button"):
            if button.textContent == label:
                button.click()
                return
        await asyncio.sleep(0.01)
    assert False, "there is no such dialog"


async def mount(path, **options):
    """Mount it after the dialog, which tests need since nobody clicks in them."""
    pressing = asyncio.create_task(press("Choose a folder"))
    await fs.mount(path, **options)
    await pressing


async def fails(awaitable, kind=OSError):
    try:
        await awaitable
    except kind as error:
        return str(error)
    assert False, "nothing was raised"


async def test_both_ways():
    folder, asked = await chosen()
    await write(folder, "notes.txt", "from outside")
    await write(folder, "deep/er/file.txt", "deep")
    await mount(HERE + "/local")
    assert asked.length == 1
    assert asked[0].mode == "readwrite"
    assert asked[0].id == "pyscript"
    assert HERE + "/local" in fs.mounted and fs.mounted[HERE + "/local"].kind == "directory"
    assert get(HERE + "/local/notes.txt") == "from outside"
    assert get(HERE + "/local/deep/er/file.txt") == "deep"

    put(HERE + "/local/new.txt", "from Python ☃")
    put(HERE + "/local/notes.txt", "changed by Python")
    os.mkdir(HERE + "/local/made")
    put(HERE + "/local/made/inside.txt", "inside")
    await fs.sync(HERE + "/local")
    assert await read(folder, "new.txt") == "from Python ☃"
    assert await read(folder, "notes.txt") == "changed by Python"
    assert await read(folder, "made/inside.txt") == "inside"

    await write(folder, "notes.txt", "changed outside")
    await write(folder, "later.txt", "later")
    await fs.sync(HERE + "/local")
    assert get(HERE + "/local/notes.txt") == "changed outside"
    assert get(HERE + "/local/later.txt") == "later"

    os.remove(HERE + "/local/later.txt")
    await folder.removeEntry("new.txt")
    await folder.removeEntry("deep", RECURSIVE)
    await fs.sync(HERE + "/local")
    assert sorted(os.listdir(HERE + "/local")) == ["made", "notes.txt"]
    assert await names(folder) == ["made", "notes.txt"]

    put(HERE + "/local/last.txt", "last")
    await fs.unmount(HERE + "/local")
    assert await read(folder, "last.txt") == "last"
    assert "local" not in os.listdir(HERE)
    assert HERE + "/local" not in fs.mounted
    await fs.revoke(HERE + "/local")


async def test_one_after_the_other():
    folder, asked = await chosen("turns")
    path = HERE + "/turns"
    pressing = asyncio.create_task(press("Choose a folder"))
    await asyncio.gather(fs.mount(path), fs.mount(path))
    await pressing
    assert asked.length == 1
    put(path + "/new.txt", "new")
    await asyncio.gather(fs.unmount(path), fs.mount(path))
    assert get(path + "/new.txt") == "new"
    put(path + "/new.txt", "newer still")
    await fs.sync(path)
    assert await read(folder, "new.txt") == "newer still"
    await fs.unmount(path)
    await fs.revoke(path)


async def test_changes_on_both_sides():
    folder, _ = await chosen()
    for name in ("both.txt", "removed-here.txt", "removed-there.txt"):
        await write(folder, name, "old")
    await mount(HERE + "/both")
    put(HERE + "/both/both.txt", "Python's, which is longer")
    await write(folder, "both.txt", "theirs")
    os.remove(HERE + "/both/removed-here.txt")
    await write(folder, "removed-here.txt", "changed there")
    put(HERE + "/both/removed-there.txt", "changed here")
    await folder.removeEntry("removed-there.txt")
    await fs.sync(HERE + "/both")
    for name, text in (
        ("both.txt", "Python's, which is longer"),
        ("removed-here.txt", "changed there"),
        ("removed-there.txt", "changed here"),
    ):
        assert get(HERE + "/both/" + name) == text
        assert await read(folder, name) == text
    await fs.revoke(HERE + "/both")


async def test_folders_are_remembered():
    folder, asked = await chosen()
    await write(folder, "a.txt", "a")
    await mount(HERE + "/again", root="documents")
    assert asked[0].startIn == "documents"
    await fs.mount(HERE + "/again")
    await fs.unmount(HERE + "/again")
    await fs.mount(HERE + "/again")
    assert asked.length == 1
    assert get(HERE + "/again/a.txt") == "a"
    await fs.unmount(HERE + "/again")
    await fs.revoke(HERE + "/again")
    await mount(HERE + "/again")
    assert asked.length == 2
    await fs.revoke(HERE + "/again")


async def test_after_a_click_there_is_no_dialog():
    folder, asked = await chosen()
    await write(folder, "a.txt", "a")
    navigator = window.navigator
    # Stands for the browser's state after a click; tests cannot click like a person.
    active = to_js({"value": {"isActive": True}, "configurable": True})
    window.Object.defineProperty(navigator, "userActivation", active)
    try:
        dialogs = document.querySelectorAll("dialog").length
        await asyncio.wait_for(fs.mount(HERE + "/clicked", id="clicks"), 20)
        assert document.querySelectorAll("dialog").length == dialogs
    finally:
        window.Reflect.deleteProperty(navigator, "userActivation")
    assert asked.length == 1 and asked[0].id == "clicks"
    assert get(HERE + "/clicked/a.txt") == "a"
    await fs.revoke(HERE + "/clicked", id="clicks")


async def test_two_ids():
    one, _ = await chosen("one")
    await write(one, "name.txt", "one")
    await mount(HERE + "/ids", id="one")
    assert "unmount it first" in await fails(fs.mount(HERE + "/ids", id="two"), ValueError)
    await fs.unmount(HERE + "/ids")
    two, _ = await chosen("two")
    await write(two, "name.txt", "two")
    await mount(HERE + "/ids", id="two")
    assert get(HERE + "/ids/name.txt") == "two"
    await fs.unmount(HERE + "/ids")
    await fs.mount(HERE + "/ids", id="one")
    assert get(HERE + "/ids/name.txt") == "one"
    await fs.revoke(HERE + "/ids", "one")
    await fs.revoke(HERE + "/ids", "two")


async def test_reading_only():
    folder, asked = await chosen()
    await write(folder, "a.txt", "a")
    await mount(HERE + "/read", mode="read")
    assert asked[0].mode == "read"
    put(HERE + "/read/mine.txt", "mine")
    put(HERE + "/read/a.txt", "changed")
    await write(folder, "b.txt", "b")
    await fs.sync(HERE + "/read")
    assert get(HERE + "/read/b.txt") == "b"
    assert await names(folder) == ["a.txt", "b.txt"]
    assert await read(folder, "a.txt") == "a"
    await fs.revoke(HERE + "/read")


async def test_refusals():
    await chosen()
    pressing = asyncio.create_task(press("Not now"))
    assert "not allowed" in await fails(fs.mount(HERE + "/refused"))
    await pressing
    window.showDirectoryPicker = window.Function.new("return Promise.reject(new DOMException('', 'AbortError'))")
    assert "no folder was chosen" in await fails(mount(HERE + "/refused"))
    assert document.querySelectorAll("dialog").length == 0
    window.showDirectoryPicker = None
    assert "Chromium" in await fails(fs.mount(HERE + "/refused"))


async def test_a_write_that_fails_leaves_the_old_file():
    folder, _ = await chosen()
    await write(folder, "a.txt", "old")
    await mount(HERE + "/fails")
    put(HERE + "/fails/a.txt", "new")
    put(HERE + "/fails/b.txt", "b")
    prototype = realm.FileSystemWritableFileStream.prototype
    prototype.close = realm.Function.new("return Promise.reject(new Error('the disk is full'))")
    try:
        message = await fails(fs.sync(HERE + "/fails"))
    finally:
        realm.Reflect.deleteProperty(prototype, "close")
    assert "the disk is full" in message
    assert await read(folder, "a.txt") == "old"
    assert await names(folder) == ["a.txt"]
    await fs.sync(HERE + "/fails")
    assert await read(folder, "a.txt") == "new"
    assert await read(folder, "b.txt") == "b"
    await fs.revoke(HERE + "/fails")


READING = """const { prototype } = Blob;
const original = prototype.arrayBuffer;
prototype.arrayBuffer = function () {
    const read = original.call(this);
    return this.name === "b.txt" ? %s : read;
};
return () => { prototype.arrayBuffer = original; };"""


class Reading:
    """A context manager: what happens when a file `b.txt` of the computer is read, as JavaScript of
    ``read``."""

    def __init__(self, happens):
        self.happens = happens

    def __enter__(self):
        self.end = realm.Function.new(READING % self.happens)()

    def __exit__(self, *error):
        self.end()


async def changed_outside(name):
    """A folder that is mounted, and its path; its files have been changed by another program since."""
    folder, _ = await chosen(name)
    path = HERE + "/" + name
    for text in ("old", "changed there"):
        for file in ("a.txt", "b.txt"):
            await write(folder, file, text)
        if text == "old":
            await mount(path)
    return folder, path


SLOWLY = "new Promise((resolve) => setTimeout(resolve, 300)).then(() => read)"


async def test_what_python_writes_during_sync_is_kept():
    folder, path = await changed_outside("meanwhile")
    with Reading(SLOWLY):
        task = asyncio.create_task(fs.sync(path))
        await asyncio.sleep(0.1)
        put(path + "/b.txt", "changed by Python")
        await task
    assert get(path + "/a.txt") == "changed there"
    assert get(path + "/b.txt") == await read(folder, "b.txt") == "changed by Python"
    await fs.revoke(path)


async def test_what_python_writes_during_unmount_is_kept():
    folder, path = await changed_outside("leaving")
    with Reading(SLOWLY):
        task = asyncio.create_task(fs.unmount(path))
        await asyncio.sleep(0.1)
        put(path + "/new.txt", "new")
        await task
    assert await read(folder, "new.txt") == "new"
    assert "leaving" not in os.listdir(HERE)
    await fs.revoke(path)


async def test_a_mount_that_fails_can_be_tried_again():
    folder, _ = await chosen("unread")
    await write(folder, "a.txt", "a")
    await write(folder, "b.txt", "b")
    with Reading("Promise.reject(new Error('it cannot be read'))"):
        message = await fails(mount(HERE + "/unread"))
    assert "it cannot be read" in message
    await fs.mount(HERE + "/unread")
    assert get(HERE + "/unread/a.txt") + get(HERE + "/unread/b.txt") == "ab"
    await fs.revoke(HERE + "/unread")


async def test_what_cannot_be_taken_away_stays_on_the_computer():
    folder, _ = await chosen("busy")
    await write(folder, "thesis.txt", "years")
    await write(folder, "deep/notes.txt", "months")
    path = HERE + "/busy"
    await mount(path)
    before = os.getcwd()
    os.chdir(path)
    try:
        if hasattr(os, "symlink"):
            os.symlink("/nowhere", path + "/broken")
            os.mkdir(HERE + "/elsewhere")
            put(HERE + "/elsewhere/own.txt", "own")
            os.symlink(HERE + "/elsewhere", path + "/link")
        await fs.sync(path)
        assert await names(folder) == ["deep", "thesis.txt"]
        await fs.unmount(path)
        await fails(fs.unmount(path), KeyError)
        await fails(fs.sync(path), KeyError)
    finally:
        os.chdir(before)
    assert path not in fs.mounted
    assert await read(folder, "thesis.txt") + await read(folder, "deep/notes.txt") == "yearsmonths"
    if hasattr(os, "symlink"):
        assert get(HERE + "/elsewhere/own.txt") == "own"
    await fs.mount(path)
    assert get(path + "/thesis.txt") == "years"
    await fs.revoke(path)


async def test_a_folder_inside_of_another_is_refused():
    folder, _ = await chosen("outer")
    path = HERE + "/outer"
    await mount(path)
    message = await fails(fs.mount(path + "/inner"), ValueError)
    assert "a folder is mounted at " + path in message, message
    await fs.unmount(path)
    await mount(path + "/inner")
    message = await fails(fs.mount(path), ValueError)
    assert "mounted at " + path + "/inner" in message, message
    await fs.revoke(path + "/inner")
    await fs.revoke(path)


async def test_a_folder_that_was_there_stays():
    await chosen("scratch")
    path = HERE + "/scratch"
    if "scratch" not in os.listdir(HERE):
        os.mkdir(path)
    await mount(path)
    put(path + "/file.txt", "here")
    await fs.unmount(path)
    assert os.listdir(path) == []
    os.rmdir(path)
    await fs.revoke(path)


async def test_files_become_folders_and_folders_files():
    folder, _ = await chosen("swapped")
    for name in "ours", "theirs":
        await write(folder, name, name)
        await write(folder, name + "-folder/inside.txt", name)
    path = HERE + "/swapped"
    await mount(path)
    os.remove(path + "/ours")
    os.mkdir(path + "/ours")
    put(path + "/ours/new.txt", "new")
    os.remove(path + "/ours-folder/inside.txt")
    os.rmdir(path + "/ours-folder")
    put(path + "/ours-folder", "a file")
    await folder.removeEntry("theirs")
    await write(folder, "theirs/new.txt", "new")
    await folder.removeEntry("theirs-folder", RECURSIVE)
    await write(folder, "theirs-folder", "a file")
    for _ in range(2):
        await fs.sync(path)
        assert await read(folder, "ours/new.txt") + await read(folder, "ours-folder") == "newa file"
        assert get(path + "/theirs/new.txt") + get(path + "/theirs-folder") == "newa file"
        assert await names(folder) == sorted(os.listdir(path)) == ["ours", "ours-folder", "theirs", "theirs-folder"]
    await fs.revoke(path)


async def test_what_cannot_be_made_on_the_computer_is_tried_again():
    folder, _ = await chosen("refused")
    path = HERE + "/refused"
    await mount(path)
    os.mkdir(path + "/back\\slash")
    for _ in range(3):
        assert "back" in await fails(fs.sync(path))
        assert os.listdir(path) == ["back\\slash"]
    os.rmdir(path + "/back\\slash")
    put(path + "/own.crswap", "kept")
    for _ in range(3):
        await fs.sync(path)
        assert get(path + "/own.crswap") == "kept"
    await fs.revoke(path)


async def test_paths_that_read_differently():
    await chosen("paths")
    await mount(HERE + "/./gone/../paths/")
    assert HERE + "/paths" in fs.mounted
    await fs.sync(HERE + "//paths")
    if not MICROPYTHON:
        import pathlib

        await fs.sync(pathlib.Path(HERE) / "paths")
    assert "text, not int" in await fails(fs.sync(5), TypeError)
    os.rmdir(HERE + "/paths")
    assert "No such file or directory" in await fails(fs.sync(HERE + "/paths"))
    os.mkdir(HERE + "/paths")
    await fs.revoke(HERE + "/paths")


async def test_a_large_file():
    folder, _ = await chosen()
    size = 50_000_000
    stream = await (await folder.getFileHandle("large.bin", CREATE)).createWritable()
    await stream.write(window.Uint8Array.new(size).fill(7))
    await stream.close()
    await mount(HERE + "/large")
    assert os.stat(HERE + "/large/large.bin")[6] == size
    with open(HERE + "/large/large.bin", "r+b") as file:
        file.seek(size - 1)
        file.write(b"\x08\x09")
    await fs.unmount(HERE + "/large")
    file = await (await folder.getFileHandle("large.bin")).getFile()
    assert file.size == size + 1
    await fs.revoke(HERE + "/large")


async def test_what_makes_no_sense():
    assert "'readwrite' or 'read'" in await fails(fs.mount(HERE + "/local", mode="write"), ValueError)
    assert "documents" in await fails(fs.mount(HERE + "/local", root="attic"), ValueError)
    assert "starts with '/'" in await fails(fs.mount("local"), ValueError)
    assert "starts with '/'" in await fails(fs.mount("/"), ValueError)
    for kind in (KeyError,) if MICROPYTHON else (KeyError, ValueError):
        for function in (fs.sync, fs.unmount):
            message = await fails(function(HERE + "/nowhere"), kind)
            assert message == f'fs.{function.__name__}("{HERE}/nowhere"): no folder is mounted there', message
    await chosen()
    if HERE[1:] not in os.listdir("/"):
        os.mkdir(HERE)
    os.mkdir(HERE + "/taken")
    put(HERE + "/taken/file.txt", "here")
    assert "something at that path" in await fails(fs.mount(HERE + "/taken"), ValueError)
    os.remove(HERE + "/taken/file.txt")
    await mount(HERE + "/taken")
    await fs.revoke(HERE + "/taken")
