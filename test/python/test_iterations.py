"""Functions of JavaScript's that call another for each item and go by what it returns."""

from expecting import raises
from pyscript import document, window
from pyscript.ffi import create_proxy, to_js


def js(source):
    return window.eval(f"({source})")


def test_map():
    made = window.Array.of(1, 2, 3).map(lambda item, index, array: item * 10 + index + array.length)
    assert window.Array.isArray(made)
    assert list(made) == [13, 24, 35]


def test_every_kind_of_value_passes():
    items = js("[1, 2.5, 'text', '', true, null, -1, 2 ** 40, 'ä\\u0010h']")
    seen = []
    same = items.map(lambda item, *rest: seen.append(item) or item)
    assert seen[:5] == [1, 2.5, "text", "", True]
    assert seen[6:] == [-1, 2**40, "ä\x10h"]
    assert window.JSON.stringify(same) == window.JSON.stringify(items)


def test_identity():
    first, second = document.createElement("i"), document.createElement("b")
    elements = window.Array.of(first, second)
    assert elements.filter(lambda item, *rest: item.tagName == "B")[0] == second
    assert elements.map(lambda item, *rest: item)[1] == second
    assert elements.find(lambda item, *rest: item == first) == first
    arrays = []
    elements.forEach(lambda item, index, array: arrays.append(array))
    assert arrays[0] == elements and arrays[1] == elements


def test_filter_and_truth():
    values = js("[0, 1, '', 'x', NaN, null, [], {}, -1, false, true]")
    assert values.filter(lambda item, *rest: item).length == 6
    assert list(window.Array.of(1, 2, 3, 4).filter(lambda item, *rest: item % 2)) == [1, 3]


def test_find_some_every_stop_early():
    items = window.Array.of(1, 2, 3, 4)
    seen = []

    def is_even(item, *rest):
        seen.append(item)
        return item % 2 == 0

    assert items.find(is_even) == 2
    assert items.findIndex(is_even) == 1
    assert items.findLast(is_even) == 4
    assert items.findLastIndex(is_even) == 3
    assert items.some(is_even) is True
    assert items.every(is_even) is False
    assert seen == [1, 2, 1, 2, 4, 4, 1, 2, 1]
    assert items.findIndex(lambda *rest: False) == -1
    assert window.Array.new().every(is_even) is True
    assert window.Array.new().some(is_even) is False


def test_reduce():
    items = window.Array.of("a", "b", "c")
    assert items.reduce(lambda text, item, index, array: f"{text}{item}{index}") == "ab1c2"
    assert items.reduceRight(lambda text, item, index, array: f"{text}{item}{index}") == "cb1a0"
    assert items.reduce(lambda count, *rest: count + 1, 0) == 3
    assert window.Array.new().reduce(lambda *rest: 1, 5) == 5
    assert window.Array.of(7).reduce(lambda *rest: 1) == 7
    raises(Exception, window.Array.new().reduce, lambda *rest: 1)


def test_reduce_keeps_what_python_holds():
    seen = []
    assert window.Array.of(1, 2).reduce(lambda so_far, item, *rest: so_far.append(item) or so_far, seen) is seen
    assert seen == [1, 2]


def test_holes():
    sparse = js("[1, , 3]")
    seen = []
    made = sparse.map(lambda item, index, array: seen.append(index))
    assert seen == [0, 2]
    assert made.length == 3 and not made.hasOwnProperty("1")
    seen.clear()
    sparse.find(lambda item, index, array: seen.append(index))
    assert seen == [0, 1, 2]
    sparse.sort(lambda a, b: b - a)
    assert window.JSON.stringify(sparse) == "[3,1,null]" and not sparse.hasOwnProperty("2")


def test_sort():
    items = js("[3, 1, undefined, 2]")
    compared = []

    def compare(a, b):
        compared.append(a)
        return a - b

    assert items.sort(compare) == items
    assert window.JSON.stringify(items) == "[1,2,3,null]"
    assert None not in compared
    sorted = items.toSorted(lambda a, b: b - a)
    assert window.JSON.stringify(sorted) == "[3,2,1,null]"
    assert window.JSON.stringify(items) == "[1,2,3,null]"
    raises(Exception, js("Object.freeze([2, 1])").sort, compare)


def test_sort_is_stable():
    names = window.Array.of("b1", "a1", "b2", "a2", "c1", "a3", "b3")
    names.sort(create_proxy(lambda one, other: ord(one[0]) - ord(other[0])))
    assert names.join(" ") == "a1 a2 a3 b1 b2 b3 c1"
    unsorted = window.Array.of(2, 1, 3)
    unsorted.sort(lambda one, other: None)
    assert list(unsorted) == [2, 1, 3]


def test_flat_map():
    made = window.Array.of(1, 2).flatMap(lambda item, *rest: to_js([item, item * 10]))
    assert list(made) == [1, 10, 2, 20]


def test_array_from():
    from_ = getattr(window.Array, "from")
    nodes = js("[document.createElement('i'), document.createElement('b')]")
    assert list(from_(nodes, lambda item, index: f"{item.tagName}{index}")) == ["I0", "B1"]
    assert list(from_(js("{ length: 2 }"), lambda item, index: index)) == [0, 1]
    assert list(from_("abc", lambda item, index: item + item)) == ["aa", "bb", "cc"]
    assert list(from_(js("new Set([5, 5, 6])"), lambda item, index: item)) == [5, 6]
    assert from_(js("[]"), lambda *rest: 1).length == 0


def test_group_by():
    groups = window.Object.groupBy(window.Array.of(1, 2, 3), lambda item, index: "odd" if item % 2 else "even")
    assert list(groups.odd) == [1, 3]
    assert list(groups.even) == [2]


def test_typed_arrays():
    numbers = js("new Uint8Array([3, 1, 2])")
    doubled = numbers.map(lambda item, *rest: item * 100)
    assert doubled.constructor.name == "Uint8Array"
    assert list(doubled) == [44, 100, 200]
    assert numbers.filter(lambda item, *rest: item > 1).length == 2
    assert numbers.reduce(lambda total, item, *rest: total + item) == 6
    assert numbers.toSorted(lambda a, b: b - a).join() == "3,2,1"
    assert numbers.sort(lambda a, b: b - a) == numbers
    assert list(numbers) == [3, 2, 1]
    sizes = getattr(window.Float64Array, "from")(window.Array.of("a", "bc"), lambda item, index: len(item) / 2)
    assert list(sizes) == [0.5, 1]


def test_for_each_of_collections():
    parent = document.createElement("p")
    parent.innerHTML = "<i></i><b></b>"
    seen = []
    parent.childNodes.forEach(lambda node, index, nodes: seen.append((node.tagName, index, nodes.length)))
    assert seen == [("I", 0, 2), ("B", 1, 2)]
    seen.clear()
    js("new Map([['a', 1], ['b', 2]])").forEach(lambda value, key, map: seen.append((key, value, map.size)))
    js("new Set(['x'])").forEach(lambda value, key, set: seen.append((key, value, set.size)))
    js("new URLSearchParams('q=1&q=2')").forEach(lambda value, key, query: seen.append((key, value)))
    parent.classList.add("one", "two")
    parent.classList.forEach(lambda name, index, names: seen.append((name, index)))
    assert seen == [("a", 1, 2), ("b", 2, 2), ("x", "x", 1), ("q", "1"), ("q", "2"), ("one", 0), ("two", 1)]


def test_methods_of_other_objects():
    parent = document.createElement("p")
    parent.innerHTML = "<i></i><b></b>"
    map = window.Array.prototype.map
    assert list(map.call(parent.children, lambda node, *rest: node.tagName)) == ["I", "B"]
    assert list(map.call("ab", lambda letter, *rest: letter * 2)) == ["aa", "bb"]
    raises(Exception, map.call, None, lambda *rest: 1)
    raises(Exception, window.Uint8Array.prototype.map.call, parent.children, lambda *rest: 1)


def test_classes_of_the_page():
    own = js("new (class { map(callback) { return typeof callback + ' ' + arguments.length } })()")
    assert own.map(lambda item: 1) == "function 1"
    rows = js("(class Rows extends Array {}).of(1, 2, 3)")
    assert rows.map(lambda item, *rest: item + 1).constructor.name == "Rows"
    assert rows.filter(lambda item, *rest: item > 2).constructor.name == "Rows"
    assert rows.filter(lambda item, *rest: item > 2).length == 1


def test_functions_may_use_the_page():
    items = window.Array.of(1, 2)
    inner = items.map(lambda item, *rest: window.Array.of(item, item).map(lambda value, *rest: value * item))
    assert window.JSON.stringify(inner) == "[[1,1],[4,4]]"
    seen = []

    def clicked(item, *rest):
        button = document.createElement("button")
        button.addEventListener("click", create_proxy(lambda event: seen.append(item)))
        button.click()
        seen.append("clicked")

    items.forEach(create_proxy(clicked))
    assert seen == [1, "clicked", 2, "clicked"]


def test_items_are_those_there_were():
    items = window.Array.of(1, 2)
    made = items.map(lambda item, *rest: items.push(item))
    assert list(made) == [3, 4]
    assert list(items) == [1, 2, 1, 2]


def test_many_items():
    numbers = getattr(window.Array, "from")(js("{ length: 3000 }"), lambda item, index: index)
    assert numbers.length == 3000
    numbers.sort(lambda a, b: b - a)
    assert numbers[0] == 2999 and numbers[2999] == 0
    assert numbers.filter(lambda item, *rest: item % 3 == 0).length == 1000


def test_exceptions():
    calls = []

    def fails(item, *rest):
        calls.append(item)
        raise KeyError("from the callback")

    items = window.Array.of(1, 2)
    for method in (items.forEach, items.map, items.find, items.some, items.reduceRight, items.sort):
        assert "from the callback" in raises(KeyError, method, fails)
    assert len(calls) == 6
    assert list(items) == [1, 2]


async def test_async_functions_give_promises():
    async def later(item, *rest):
        return item + 1

    made = window.Array.of(1, 2).map(create_proxy(later))
    assert list(await window.Promise.all(made)) == [2, 3]
    # A promise is true, whatever comes of it.
    assert window.Array.of(0, 0).filter(create_proxy(later)).length == 2
