# The work with values that arrive; each kind of worker adds how it gets them.
def take_rows(rows):
    return sum(row["score"] for row in rows)


def take_bytes(data):
    return data[0] + data[-1] + len(data)


def take_floats(numbers):
    return sum(numbers)


def take_text(text):
    return len(text)


def made(count):
    return [{"id": index, "name": "row", "score": index / 4, "on": True} for index in range(count)]


# By kind: so many megabytes of it.
SENT = {
    "bytes": lambda megabytes: bytes(megabytes * 1000000),
    "text": lambda megabytes: "x" * (megabytes * 1000000),
    "dictionaries": lambda megabytes: made(megabytes * 20000),
    "floats": lambda megabytes: [index + 0.5 for index in range(megabytes * 125000)],
}
