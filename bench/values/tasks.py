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
