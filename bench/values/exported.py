from pyscript import sync


def echo(value):
    return value


def calls(count):
    for index in range(count):
        sync.add(index, 1)
    return count


def send(kind, megabytes):
    sync.take(SENT[kind](megabytes))
    return megabytes


__export__ = ["send", "echo", "take_rows", "take_bytes", "take_floats", "take_text", "made", "calls"]
