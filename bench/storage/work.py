import json

from pyscript import Storage, storage, window

ROUNDS = window.rounds
MANY = 100_000
WRITES = 10_000

results = {"write": [], "open": [], "read": []}


def value_of(index):
    return index if index % 2 else {"name": f"number {index}", "tags": ["a", "b"], "half": index / 2}


def now():
    return window.performance.now()


def read(some, keys, times=1):
    """Milliseconds, the least of three: other work of the page comes in between."""
    best = float("inf")
    for _ in range(3):
        start = now()
        for _ in range(times):
            for key in keys:
                some[key]
        best = min(best, now() - start)
    return best


async def write(store, round):
    pairs = [(f"key {index}", value_of(index + round)) for index in range(WRITES)]
    start = now()
    for key, value in pairs:
        store[key] = value
    await store.sync()
    return now() - start


await window.fillBoth(MANY)

keys = [f"key {index}" for index in range(MANY)]
for round in range(ROUNDS + 1):
    ours = await write(await storage(f"{window.kind} writes {round}"), round)
    results["write"].append([ours, await window.writePlain(WRITES, round)])

    # The page has it open: this copies it. A class of its own each time, since a store that is open is not
    # opened again.
    class Again(Storage):
        pass

    start = now()
    copy = await storage("many", storage_class=Again)
    ours = now() - start
    results["open"].append([ours, await window.openPlain(round)])

    # Not of all: MicroPython's dictionaries get slow when they are large.
    plain = {key: copy[key] for key in keys[:4000]}
    results["read"].append([read(copy, keys), read(plain, list(plain), MANY // 4000)])

window.finish(json.dumps(results))
