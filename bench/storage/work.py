from pyscript import Storage, storage, window
import json

ROUNDS = window.rounds
MANY = 100_000
WRITES = 10_000

results = {"write": [], "open": [], "read": []}


def value_of(index):
    return index if index % 2 else {"name": f"number {index}", "tags": ["a", "b"], "half": index / 2}


def now():
    return window.performance.now()


await window.fillBoth(MANY)

keys = [f"key {index}" for index in range(MANY)]
for round in range(ROUNDS + 1):
    store = await storage(f"writes {round}")
    pairs = [(f"key {index}", value_of(index + round)) for index in range(WRITES)]
    start = now()
    for key, value in pairs:
        store[key] = value
    await store.sync()
    ours = now() - start
    results["write"].append([ours, await window.writePlain(WRITES, round)])

    # The page has it open: this copies it. A class of its own each time, since a store that is open is not opened again.
    class Again(Storage):
        pass

    start = now()
    copy = await storage("many", storage_class=Again)
    ours = now() - start
    results["open"].append([ours, await window.openPlain()])

    start = now()
    for key in keys:
        copy[key]
    ours = now() - start
    # Not of all: MicroPython's dictionaries get slow when they are large.
    plain = {key: copy[key] for key in keys[:4000]}
    start = now()
    for _ in range(MANY // 4000):
        for key in plain:
            plain[key]
    results["read"].append([ours, now() - start])

window.finish(json.dumps(results))
