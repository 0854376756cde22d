"""`flatted`: JSON for data that contains itself. Runs in CPython, too."""

from expecting import raises
from pyscript import flatted


def same(text, value):
    assert flatted.stringify(value) == text, flatted.stringify(value)
    assert flatted.parse(text) == value


def test_the_format():
    same('["text"]', "text")
    same("[null]", None)
    same("[1]", 1)
    same("[0]", 0)
    same("[2.5]", 2.5)
    same("[true]", True)
    same("[[]]", [])
    same("[{}]", {})
    same('[[1,null,false,"1","2"],"a",["3"],"b"]', [1, None, False, "a", ["b"]])
    same('[{"a":"1","b":1},{"c":"2"},"text"]', {"a": {"c": "text"}, "b": 1})


def test_strings_are_written_once():
    same('[["1","1","2"],"a",["1"]]', ["a", "a", ["a"]])
    same('[["1","2"],"0","1"]', ["0", "1"])
    same('["0"]', "0")


def test_text_of_all_kinds():
    for text in ("", "snow ☃ 😀", 'quote " and \\', "line\nline", "\x00"):
        assert flatted.parse(flatted.stringify([text])) == [text]
    assert "☃" in flatted.stringify("☃")


def test_what_contains_itself():
    ada = {"name": "Ada"}
    ada["me"] = ada
    text = flatted.stringify(ada)
    assert text in ('[{"name":"1","me":"0"},"Ada"]', '[{"me":"0","name":"1"},"Ada"]')
    again = flatted.parse(text)
    assert again["me"] is again
    assert again["name"] == "Ada"
    items = [1]
    items.append(items)
    items.append({"up": items})
    again = flatted.parse(flatted.stringify(items))
    assert again[0] == 1
    assert again[1] is again
    assert again[2]["up"] is again


def test_what_is_shared_stays_shared():
    shared = {"n": 1}
    again = flatted.parse(flatted.stringify({"a": shared, "b": [shared]}))
    assert again["a"] is again["b"][0]
    # Equal is not the same.
    again = flatted.parse(flatted.stringify([[1], [1]]))
    assert again[0] is not again[1]


def test_tuples_and_keys():
    assert flatted.parse(flatted.stringify((1, ("a",)))) == [1, ["a"]]
    assert flatted.parse(flatted.stringify({1: "one", "two": 2})) == {"1": "one", "two": 2}


def test_depth():
    deep = []
    for _ in range(2000):
        deep = [deep]
    again = flatted.parse(flatted.stringify(deep))
    depth = 0
    while again:
        again = again[0]
        depth += 1
    assert depth == 2000


def test_what_javascript_writes():
    text = '[{"list":"1","self":"0"},["2","0",null],"x"]'
    value = flatted.parse(text)
    assert value["list"] == ["x", value, None] or value["list"][1] is value
    assert value["self"] is value


def test_what_is_no_json():
    assert "bytes" in raises(TypeError, flatted.stringify, {"a": [b"bytes"]})
    assert "set" in raises(TypeError, flatted.stringify, {1, 2})
    assert "key" in raises(TypeError, flatted.stringify, {None: 1})
    raises(ValueError, flatted.stringify, [float("nan")])
    raises(ValueError, flatted.stringify, float("inf"))


def test_what_is_not_flatted():
    for text in ("", "{", "[]", "{}", "null", '[["7"]]', '[{"a":"b"}]'):
        assert "stringify" in raises(ValueError, flatted.parse, text)
