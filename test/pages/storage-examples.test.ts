/** The references' examples of storage as printed, by every writer and every reader. */
import { expect } from "chai";
import { answer, gather, type Party } from "../harness/storage-parties.js";

const inPython = `
from pyscript import storage


my_store = await storage("shared")

# Write data that JavaScript can read.
my_store["user_count"] = 42
my_store["status"] = "active"

# Read data written by JavaScript.
config = my_store.get("config", {})
`;

const inJs = `
import storage from '/dist/storage.js';


const my_store = await storage(name="shared");

// Read data written by Python.
const userCount = my_store["user_count"];
const status = my_store["status"];

// Write data that Python can read.
my_store["config"] = {
  theme: 'dark',
  language: 'en'
};

// Delete entries.
delete my_store["user_count"];
`;

const config = { theme: "dark", language: "en" };
type Content = Record<string, unknown>;

/** Returns the content of the store when an example has run after that. */
function after(content: Content, { language }: Party): Content {
  if (language === "python") return { ...content, user_count: 42, status: "active" };
  const rest: Content = { ...content, config };
  delete rest.user_count;
  return rest;
}

/** Returns the content that an example reads. */
function reads(content: Content, { language }: Party): unknown {
  if (language === "python") return content.config ?? {};
  return [content.user_count ?? null, content.status ?? null];
}

const runExample = async (party: Party) =>
  JSON.parse(
    (await (party.language === "python"
      ? party.run(inPython, "json.dumps(config)")
      : party.run(inJs, "JSON.stringify([userCount ?? null, status ?? null])"))) as string,
  ) as unknown;

const contentOf =
  (party: Party, name = "shared") =>
  async (): Promise<unknown> => {
    const text =
      party.language === "python"
        ? await party.run(
            `from pyscript import storage\nstore = await storage("${name}")`,
            "json.dumps([[key, store[key]] for key in sorted(store)])",
          )
        : await party.run(
            `import storage from "/dist/storage.js"; const store = await storage("${name}");`,
            "JSON.stringify(Object.entries(store))",
          );
    return inOrder(Object.fromEntries(JSON.parse(text as string) as [string, unknown][]));
  };

/** With its keys, and those of its values, in one order. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

/** Empties a store, and waits until all have heard. */
async function empty(by: Party, parties: readonly Party[], name: string): Promise<void> {
  await by.run(`import storage from "/dist/storage.js"; const store = await storage("${name}");
    for (const key of Object.keys(store)) delete store[key];
    await store.sync();`);
  for (const party of parties) expect(await answer(contentOf(party, name), {}), party.name).to.deep.equal({});
}

describe("the references' examples of storage", function () {
  this.timeout(220_000);

  it("run as printed in every combination of writer and reader", async () => {
    const { parties, errors, logs } = await gather();
    const js = parties.find(({ language }) => language === "js") as Party;
    for (const writer of parties) {
      for (const reader of parties) {
        const pair = `${writer.name} → ${reader.name}`;
        await empty(js, [writer, reader], "shared");
        expect(inOrder(await runExample(writer)), pair).to.deep.equal(inOrder(reads({}, writer)));
        const written = after({}, writer);
        const wanted = inOrder(written);
        expect(await answer(contentOf(reader), wanted), pair).to.deep.equal(wanted);
        expect(inOrder(await runExample(reader)), pair).to.deep.equal(inOrder(reads(written, reader)));
        const both = inOrder(after(written, reader));
        expect(await answer(contentOf(writer), both), pair).to.deep.equal(both);
        // Only a party that knows the content can empty it.
        expect(await answer(contentOf(js), both), pair).to.deep.equal(both);
      }
    }

    const heard = logs().length;
    let expected = 0;
    for (const party of parties.filter(({ language }) => language === "python")) {
      await empty(js, parties, "my-storage-name");
      // The examples have no values of their own.
      const read = await party.run(
        `
value = (1, 2.5, None)

from pyscript import storage


# Each store must have a meaningful name.
store = await storage("my-storage-name")

# store is a dictionary and can now be used as such.

# This is a write operation.
store["key"] = value

await store.sync()
kept = json.dumps(store["key"])

# This is also a write operation (it changes the stored data).
del store["key"]
`,
        "kept",
      );
      expect(read, party.name).to.equal("[1, 2.5, null]");
      const isOne = await party.run(
        `
from pyscript import window, storage, Storage


class MyStorage(Storage):

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        window.console.log(key, value)
        ...


store = await storage("my-data-store", storage_class=MyStorage)

# The store object is now an instance of MyStorage.
store["said by"] = "${party.name}"`,
        "isinstance(store, MyStorage) and isinstance(store, Storage)",
      );
      expect(isOne, party.name).to.equal(true);
      expected++;
    }
    expect(logs().slice(heard).length).to.equal(expected);
    expect(errors()).to.deep.equal([]);
  });
});
