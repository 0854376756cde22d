"""`storage`: a dictionary that the browser keeps. The values are those of
`test/runtime/storage/values.json`."""

import asyncio
import datetime
import json

from pyscript import Storage, config, fetch, js_import, storage, window
from pyscript.ffi import to_js

_count = 0
_modules = {}


def new_name():
    """A store that nobody has."""
    global _count
    _count += 1
    return f"{config['type']}-{window.Date.now()}-{window.Math.random()}-{_count}"


async def javascript(name):
    """The store as JavaScript has it, and what JavaScript can do with it."""
    if "module" not in _modules:
        _modules["module"], = await js_import("/src/storage.ts")
    return await _modules["module"].storage(name)


def same(one, other):
    """Tell whether two values are of the same types and equal."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return set(one) == set(other) and all([same(item, other[key]) for key, item in one.items()])
    if isinstance(one, list):
        return len(one) == len(other) and all([same(item, other[at]) for at, item in enumerate(one)])
    if isinstance(one, float):
        return str(one) == str(other)
    if isinstance(one, memoryview):
        return bytes(one) == bytes(other)
    return one == other


def refuses(kind, action, *args):
    try:
        action(*args)
    except kind as error:
        return str(error)
    assert False, "nothing was raised"


async def fixtures():
    found = json.loads(await fetch("/test/runtime/storage/values.json").text())
    return [each for each in found if "\0" not in each["name"]]


async def test_example_of_the_reference():
    name = new_name()
    my_store = await storage(name)
    my_store["user_count"] = 42
    my_store["status"] = "active"
    assert my_store.get("config", {}) == {}
    theirs = await javascript(name)
    assert theirs.user_count == 42
    assert theirs.status == "active"
    theirs.config = to_js({"theme": "dark", "language": "en"})
    assert my_store.get("config", {}) == {"theme": "dark", "language": "en"}
    window.Reflect.deleteProperty(theirs, "user_count")
    assert "user_count" not in my_store
    await my_store.sync()


async def test_example_with_a_class():
    logged = []

    class MyStorage(Storage):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            logged.append((key, value))
            ...

    name = new_name()
    store = await storage(name, storage_class=MyStorage)
    assert isinstance(store, MyStorage)
    store["a"] = 1
    store.update({"b": 2}, c=3)
    store.setdefault("d", 4)
    store |= {"e": 5}
    assert isinstance(store, MyStorage)
    assert sorted(logged) == [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)]
    plain = await storage(name)
    assert type(plain) is Storage
    assert plain == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    plain["a"] = 7
    assert store["a"] == 7
    assert len(logged) == 5


async def test_overriding_the_rest():
    class Upper(Storage):
        def __getitem__(self, key):
            return super().__getitem__(key).upper()

        def __delitem__(self, key):
            deleted.append(key)
            super().__delitem__(key)

        def changed(self, keys):
            heard.extend(keys)

    deleted = []
    heard = []
    name = new_name()
    store = await storage(name, storage_class=Upper)
    store["a"] = "text"
    assert store["a"] == "TEXT"
    assert store.pop("a") == "TEXT"
    assert deleted == ["a"]
    assert heard == []
    theirs = await javascript(name)
    theirs.b = "new"
    assert heard == ["b"]


async def test_mapping_protocol():
    store = await storage(new_name())
    assert len(store) == 0 and not store and list(store) == [] and store == {}
    store["a"] = 1
    assert store["a"] == 1 and "a" in store and "b" not in store and len(store) == 1 and store
    assert refuses(KeyError, lambda: store["b"])
    assert store.get("b") is None and store.get("b", 2) == 2
    assert store.setdefault("a", 9) == 1 and store.setdefault("b", 2) == 2 and store.setdefault("n") is None
    assert sorted(store.keys()) == ["a", "b", "n"]
    assert sorted(store) == ["a", "b", "n"]
    assert sorted(store.items(), key=lambda item: item[0]) == [("a", 1), ("b", 2), ("n", None)]
    del store["n"]
    assert refuses(KeyError, lambda: store.__delitem__("n"))
    assert sorted(store.values()) == [1, 2]
    store.update({"c": 3})
    store.update([("d", 4)])
    store.update(e=5)
    store |= {"f": 6}
    assert store == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}
    assert store != {"a": 1}
    assert store.pop("f") == 6 and store.pop("f", None) is None
    assert refuses(KeyError, store.pop, "f")
    copy = store.copy()
    key, value = store.popitem()
    assert copy[key] == value and key not in store and len(store) == 4
    assert type(copy) is dict and len(copy) == 5
    if config["type"] == "py":  # MicroPython's dictionaries are joined with others of their own only
        assert ({"z": 0} | store)["z"] == 0 and len(store | {"z": 0}) == 5 and len(store) == 4
    store.clear()
    assert len(store) == 0 and repr(store) == "{}"
    assert refuses(KeyError, store.popitem)


async def test_every_value():
    name = new_name()
    store = await storage(name)
    values = []
    for each in await fixtures():
        value = eval(each["python"], {"datetime": datetime})
        expected = eval(each.get("reads", each["python"]), {"datetime": datetime})
        store[each["name"]] = value
        assert same(store[each["name"]], expected), (each["name"], store[each["name"]])
        values.append((each, expected))
    await store.sync()
    # Another copy has what is kept, not what was written.
    class Other(Storage):
        pass

    other = await storage(name, storage_class=Other)
    for each, expected in values:
        assert same(other[each["name"]], expected), (each["name"], other[each["name"]])


async def test_values_are_kept_as_the_fixtures_say():
    from pyscript._storage_values import quote, text_of, value_of

    for each in await fixtures():
        if "kind" in each:
            continue
        value = eval(each["python"], {"datetime": datetime})
        text = text_of(value, "value")
        if "text" in each:
            assert text == each["text"], (each["name"], text)
        expected = eval(each.get("reads", each["python"]), {"datetime": datetime})
        assert same(value_of(text), expected), (each["name"], text)
    assert quote("a\0\n\"") == '"a\\u0000\\n\\""'


async def test_every_value_from_javascript():
    name = new_name()
    store = await storage(name)
    theirs = await javascript(name)
    values, = await js_import("/test/runtime/storage/values.ts")
    values.writeAll(theirs, await values.loadFixtures())
    for each in await fixtures():
        if "js" not in each:
            continue
        value = eval(each.get("reads", each["python"]), {"datetime": datetime})
        if "fromJs" in each and "kind" not in each and each["name"] != "datetime":
            value = json.loads(each["fromJs"])
        if "kind" in each:
            value = bytearray(value)
        assert same(store[each["name"]], value), (each["name"], store[each["name"]], value)


async def test_any_text_is_a_key():
    name = new_name()
    store = await storage(name)
    keys = ["sync", "constructor", "__proto__", "", "then", "get", "keys", "a\0b", "\U0001F40D", "a\ud800"]
    for key in keys:
        store[key] = "value of " + repr(key)
    assert sorted(store) == sorted(keys)
    theirs = await javascript(name)
    for key in keys[:7]:
        assert window.Reflect.get(theirs, key) == "value of " + repr(key)
    await store.sync()
    for key in keys:
        del store[key]
    assert window.Object.keys(theirs).length == 0
    assert "text for keys" in refuses(TypeError, store.__setitem__, 1, 2)


async def test_what_cannot_be_stored():
    class Thing:
        pass

    store = await storage(new_name())
    circle = []
    circle.append({"circle": circle})
    for value, message in (
        (Thing(), "['key'] is a Thing"),
        ({"a": [1, Thing()]}, "['key']['a'][1] is a Thing"),
        ([b"bytes"], "['key'][0] is binary data"),
        ({"b": bytearray(1)}, "['key']['b'] is binary data"),
        ({(1, 2): 3}, "has a key of type tuple"),
        (circle, "contains itself"),
        (print, "which cannot be stored"),
        (window.document, "which cannot be stored"),
    ):
        assert message in refuses(TypeError, store.__setitem__, "key", value)
    assert len(store) == 0


async def test_values_are_copies():
    store = await storage(new_name())
    numbers = [1]
    data = bytearray(b"abc")
    store["list"] = numbers
    store["data"] = data
    numbers.append(2)
    data[0] = 0
    assert store["list"] == [1]
    assert store["data"] == bytearray(b"abc")

    class Text(str):
        pass

    store["text"] = Text("a")
    assert type(store["text"]) is str


async def test_members_of_enumerations():
    if config["type"] == "mpy":
        return  # has none
    import enum

    class Color(str, enum.Enum):
        RED = "red"

    class Size(enum.IntEnum):
        LARGE = 3

    store = await storage(new_name())
    store[Color.RED] = [Color.RED, Size.LARGE]
    assert list(store) == ["red"] and store["red"] == ["red", 3]
    assert [type(key) for key in store] == [str] and [type(item) for item in store["red"]] == [str, int]
    store["size"] = Size.LARGE
    store["color"] = Color.RED
    assert type(store["size"]) is int and store["color"] == "red" and type(store["color"]) is str


async def test_javascript_sees_it_in_the_same_task():
    name = new_name()
    store = await storage(name)
    theirs = await javascript(name)
    store["a"] = 1
    assert theirs.a == 1
    store["data"] = b"\0\xff"
    assert theirs.data.byteLength == 2
    assert window.Array.of(theirs.data)[0][1] == 255
    theirs.b = 2.5
    assert store["b"] == 2.5
    theirs.c = window.Uint8Array.of(1, 2)
    assert store["c"] == bytearray([1, 2])
    store.clear()
    assert window.Object.keys(theirs).length == 0


async def test_the_same_store_for_the_same_name():
    name = new_name()
    one, two = await asyncio.gather(storage(name), storage(name))
    assert one is two
    assert await storage(name) is one


async def test_a_large_value():
    name = new_name()
    store = await storage(name)
    size = 16 * 1024 * 1024
    data = bytearray(size)
    data[-1] = 7
    store["data"] = data
    await store.sync()

    class Other(Storage):
        pass

    other = await storage(name, storage_class=Other)
    assert type(other["data"]) is bytearray and len(other["data"]) == size and other["data"][-1] == 7
    store.clear()
    assert len(other) == 0
    await store.sync()


async def test_many_keys():
    name = new_name()
    store = await storage(name)
    for index in range(6000):
        store[f"key {index}"] = index
    assert len(store) == 6000 and store["key 0"] == 0 and "key 5999" in store and "key 6000" not in store
    assert store.get("key 6000") is None and len(list(store)) == len(store.items()) == 6000
    assert sorted(store.values())[-1] == 5999 and len(store.keys()) == 6000
    assert refuses(KeyError, lambda: store["key 6000"]) == refuses(KeyError, lambda: {}["key 6000"])
    assert refuses(KeyError, lambda: store[7]) and 7 not in store
    del store["key 77"]
    assert store.pop("key 78") == 78 and len(store) == 5998
    store["key 77"] = store["key 78"] = 7
    await store.sync()

    class Other(Storage):
        pass

    other = await storage(name, storage_class=Other)
    assert len(other) == 6000 and other == store
    assert other["key 4999"] == 4999

    class Third(Storage):
        pass

    # Text, values that are not plain, and changes that come while a store is opened.
    odd = ["", "é", "日本", "\U0001F40D", "a\ud800", "\udc00 b", "a\0b", "__proto__", "sync"]
    for key in odd:
        store[key] = [key, float("inf")]
    store["bytes"] = b"\0\xff"
    opening = asyncio.create_task(storage(name, storage_class=Third))
    while store["key 1"] == 1:
        await asyncio.sleep(0)
        del store["key 0"]
        store["key 0"] = store["key 1"] = "new"
    store["late"] = 7
    third = await opening
    for each in (third, other):
        for _ in range(500):
            if each == store:
                break
            await asyncio.sleep(0.01)
        for key in odd:
            assert each[key] == [key, float("inf")] and key in each, repr(key)
        assert each["bytes"] == b"\0\xff" and each["late"] == 7 and each["key 0"] == "new"
        assert len(each) == len(store) == 6011 and each == store
    store.clear()
    await store.sync()
    assert len(other) == 0


def test_docstrings():
    if config["type"] == "mpy":
        return  # keeps none
    import pyscript.storage

    assert "Open a store" in storage.__doc__ and storage is pyscript.storage
    assert "Raises:" in storage.storage.__doc__ and "``await storage(name)``" in Storage.__doc__


async def test_names():
    for name in ("", None, 7):
        try:
            await storage(name)
        except ValueError as error:
            assert "name" in str(error)
        else:
            assert False


async def test_a_class_that_forgets_its_base():
    class Forgetful(Storage):
        def __init__(self, opened):
            pass

    try:
        await storage(new_name(), storage_class=Forgetful)
    except (TypeError, AttributeError) as error:
        assert "super().__init__()" in str(error) or "_opened" in str(error)
    else:
        assert False


async def test_stores_are_dictionaries():
    store = await storage(new_name())
    assert isinstance(store, dict) and isinstance(store, (list, dict)) and isinstance(store, Storage)
    assert not isinstance(store, list) and not isinstance(store, (list, str))
    store |= {"a": 1}
    assert isinstance(store, Storage) and store == {"a": 1}
    assert isinstance({}, dict) and not isinstance([], dict)


async def test_the_name_of_a_store_is_not_empty():
    for name in ("", None, 42):
        try:
            await storage(name)
        except ValueError as error:
            assert "non-empty" in str(error)
        else:
            assert False, name
