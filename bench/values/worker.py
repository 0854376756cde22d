from pyscript import sync


def echo(value):
    return value


def take(value):
    return len(value) if hasattr(value, "__len__") else 1


def made(count):
    return [{"id": index, "name": "row", "score": index / 4, "on": True} for index in range(count)]


def calls(count):
    for index in range(count):
        sync.add(index, 1)
    return count


__export__ = ["echo", "take", "made", "calls"]
