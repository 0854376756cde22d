# The same work where values arrive as proxies of JavaScript's objects.
from pyscript import sync


def echo(value):
    return value


def take_rows(rows):
    return sum(row.score for row in rows)


def take_bytes(data):
    data = data.to_bytes() if hasattr(data, "to_bytes") else bytes(data)
    return data[0] + data[-1] + len(data)


def take_floats(numbers):
    return sum(numbers)


def take_text(text):
    return len(text)


def made(count):
    return [{"id": index, "name": "row", "score": index / 4, "on": True} for index in range(count)]


def calls(count):
    for index in range(count):
        sync.add(index, 1)
    return count


__export__ = ["echo", "take_rows", "take_bytes", "take_floats", "take_text", "made", "calls"]
