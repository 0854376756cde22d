"""The standards' functions that call another for each item and go by what it returns, in a worker.

The page cannot wait for a Python function, so where one is given to such a function of the page's, Python
runs the algorithm on the items as they were, and the page makes an object of the results where one is
wanted. The algorithms are those of ECMA-262:

- ``Array.prototype`` (23.1.3) and ``%TypedArray%.prototype`` (23.2.3): ``forEach``, ``map``, ``filter``,
  ``flatMap``, ``find``, ``findIndex``, ``findLast``, ``findLastIndex``, ``some``, ``every``, ``reduce``,
  ``reduceRight``; ``sort`` and ``toSorted`` with CompareArrayElements, by merging;
- ``Map.prototype.forEach`` (24.1.3.5) and that of ``Set`` (24.2); those of Web IDL (3.7.10:
  ``URLSearchParams`` ...): ``entries``;
- ``Array.from`` (23.1.2.1), that of typed arrays (23.2.2.1), ``Object.groupBy`` (20.1.2.13),
  ``Map.groupBy`` (24.1.2.1): ``from``.

The difference: the items are those at the time of the call, whatever the function does to the object, and
all of them are fetched before the function is called first.
"""

import json

from ._context import Coroutine, current, enter, leave
from ._link_functions import functions
from ._link_operations import link, link_call
from ._link_values import decode, encoded
from ._platform import NOTHING, JsProxy
from ._protocol import MARK, Letter
from ._remote import root

_MISSING = MARK + Letter.missing
_HOLE = object()
# How many results go to the page at once.
_PIECE = 256


def iterate(text, args):
    """Run the algorithm that an answer of the page names, for a call with ``args``; return what the call
    returns."""
    algorithm, position, function, array, unfinished, items = json.loads(text)
    array = decode(array)
    items = [_HOLE if item == _MISSING else decode(item) for item in items]
    unfinished = decode(unfinished)
    function, run = _function(function)
    before = enter(run)
    try:
        result = _ALGORITHMS[algorithm](_calling(function), items, array, args[position + 1 :])
    finally:
        leave(before)
    return result if unfinished is None else _finish(unfinished, result)


def _function(text):
    """Return a function that was given to the page, and the run that it belongs to."""
    number = int(text[2:])
    if text[1] == Letter.local:
        local = number
        number = link.adopted(local)
        if not number:
            return link.local(local), current()
    return functions[number][:2]


def _calling(function):
    """Return what calls ``function``: where that has begun something, it returns a promise, as on the main
    thread."""

    def call(*args):
        result = function(*args)
        if type(result) is Coroutine:
            return _promise(result)
        if isinstance(result, JsProxy) and hasattr(result, "then"):
            return _promise(_awaited(result))
        return result

    return call


_resolved = None


def _promise(coroutine):
    """Return a promise of the page's for what ``coroutine`` returns; the page asks for it to begin."""
    global _resolved
    _resolved = _resolved or root.Promise.resolve()
    return _resolved.then(lambda *nothing: coroutine)


async def _awaited(promise):
    return await promise


def _finish(unfinished, results):
    """Have the page make an object of ``results``."""
    ref = unfinished._ref
    results = [encoded(result) for result in results]
    last = max(len(results) - _PIECE, 0)
    for start in range(0, last, _PIECE):
        decode(link_call(ref, "give", *results[start : min(start + _PIECE, last)]))
    return decode(link_call(ref, "finish", *results[last:]))


def _forward(items):
    """Return the indices of what is no hole."""
    return [index for index, item in enumerate(items) if item is not _HOLE]


# The algorithms: what calls the function, the items, the array itself, the arguments after the function.


def _for_each(call, items, array, rest):
    for index in _forward(items):
        call(items[index], index, array)


def _entries(call, items, array, rest):
    for index in range(0, len(items), 2):
        call(items[index], items[index + 1], array)


def _map(call, items, array, rest):
    return [call(items[index], index, array) for index in _forward(items)]


def _from(call, items, array, rest):
    return [call(item, index) for index, item in enumerate(items)]


def _filter(call, items, array, rest):
    return [_is_true(call(items[index], index, array)) for index in _forward(items)]


def _some(call, items, array, rest):
    return any(_is_true(call(items[index], index, array)) for index in _forward(items))


def _every(call, items, array, rest):
    return all(_is_true(call(items[index], index, array)) for index in _forward(items))


def _finding(indices, result):
    """Return the algorithm that looks for the first item in the order of ``indices``; holes count as
    ``None``."""

    def find(call, items, array, rest):
        for index in indices(len(items)):
            item = None if items[index] is _HOLE else items[index]
            if _is_true(call(item, index, array)):
                return result(item, index)
        return result(None, -1)

    return find


def _backward(length):
    return range(length - 1, -1, -1)


def _item(item, index):
    return item


def _index(item, index):
    return index


def _reduce(call, items, array, rest, indices=_forward):
    indices = indices(items)
    value = rest[0] if rest else items[indices.pop(0)]
    for index in indices:
        value = call(value, items[index], index, array)
    return value


def _reduce_right(call, items, array, rest):
    return _reduce(call, items, array, rest, lambda items: _forward(items)[::-1])


def _sort(call, items, array, rest):
    """Return the order of the items: their places. Equal ones stay in order."""
    order = list(range(len(items)))
    width = 1
    while width < len(order):
        merged = []
        for start in range(0, len(order), 2 * width):
            left, right = order[start : start + width], order[start + width : start + 2 * width]
            one = other = 0
            while one < len(left) and other < len(right):
                if _number(call(items[left[one]], items[right[other]])) > 0:
                    merged.append(right[other])
                    other += 1
                else:
                    merged.append(left[one])
                    one += 1
            merged += left[one:] + right[other:]
        order = merged
        width *= 2
    return order


def _is_true(value):
    """Tell what JavaScript takes for true (ToBoolean): every object is, also an empty list."""
    if isinstance(value, (bool, int, float)):
        return bool(value) and value == value
    return value != "" if isinstance(value, str) else not _is_nothing(value)


def _is_nothing(value):
    return value is None or value is NOTHING


def _number(value):
    """Return what a comparison has returned as a number (ToNumber); 0 where it is none."""
    try:
        value = float(value) if isinstance(value, (bool, int, float, str)) else 0
    except ValueError:
        return 0
    return value if value == value else 0


_ALGORITHMS = {
    "forEach": _for_each,
    "entries": _entries,
    "map": _map,
    "flatMap": _map,
    "from": _from,
    "filter": _filter,
    "some": _some,
    "every": _every,
    "find": _finding(range, _item),
    "findIndex": _finding(range, _index),
    "findLast": _finding(_backward, _item),
    "findLastIndex": _finding(_backward, _index),
    "reduce": _reduce,
    "reduceRight": _reduce_right,
    "sort": _sort,
    "toSorted": _sort,
}
