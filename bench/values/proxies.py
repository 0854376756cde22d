# The same work where values arrive as proxies of JavaScript's objects.
def take_rows(rows):
    return sum(row.score for row in rows)


def take_bytes(data):
    data = data.to_bytes() if hasattr(data, "to_bytes") else bytes(data)
    return data[0] + data[-1] + len(data)
