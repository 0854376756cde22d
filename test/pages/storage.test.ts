/** Stores in whole pages. The references' examples and every value have files of their own. */
import { expect } from "chai";
import type * as Module from "../../src/storage.js";
import { openPage, until, type TestPage } from "../harness/page.js";

/** Resolves when all Python scripts of a page have run, however long that takes. */
const ran = (page: TestPage) =>
  Promise.all(
    [...page.document.querySelectorAll("script[type$=py]")].map(
      (script) => (script as Element & { done: Promise<unknown> }).done,
    ),
  );

/** Empties a store before a test, for those who come later. */
async function emptied(name: string): Promise<void> {
  const { storage, close } = (await import("/dist/storage.js" as string)) as typeof Module;
  const store = await storage(name);
  for (const key of Object.keys(store)) delete store[key];
  await close(store);
}

describe("stores in pages", function () {
  this.timeout(120_000);

  it("take what is written while Python opens them", async () => {
    const source = (name: string) => `
from pyscript import ffi, storage, window

async def opens(name):
    store = await storage(name)
    return " ".join(sorted([key + str(len(store[key])) for key in store]))

setattr(window, "${name}", ffi.create_proxy(opens))
`;
    const kinds = [`"mpy"`, `"mpy" worker`, `"py"`, `"py" worker`];
    const page = await openPage(
      kinds.map((kind, index) => `<script type=${kind}>${source(`opens${index}`)}</script>`).join(""),
    );
    type Opens = (name: string) => Promise<string>;
    const window = page.window as unknown as Record<string, Opens | undefined> & {
      eval(code: string): unknown;
    };
    await ran(page);
    const { storage } = (await window.eval('import("/dist/storage.js")')) as typeof Module;
    for (const index of kinds.keys()) {
      const name = `opened ${index}`;
      await emptied(name);
      const store = await storage(name);
      await until(() => window[`opens${index}`]);
      let opening = true;
      const content = window[`opens${index}`]?.(name).finally(() => (opening = false));
      // As often as the page can while Python waits.
      for (let count = 0; opening; count++) {
        store[`key${count % 2}`] = new Uint8Array(3);
        await (count % 50 ? undefined : new Promise((resolve) => setTimeout(resolve)));
      }
      expect(await content).to.equal("key03 key13");
      await emptied(name);
    }
    expect(page.errors).to.deep.equal([]);
  });

  it("converge when tabs and workers write the same keys at random", async () => {
    await emptied("crowd");
    const source = (name: string) => `
import random
from pyscript import ffi, storage, sync, window

store = await storage("crowd")


async def work():
    import asyncio
    for round in range(20):
        for _ in range(50):
            key = "key " + str(random.randint(0, 999))
            if random.random() < 0.2:
                store.pop(key, None)
            else:
                store[key] = "${name} " + str(round)
        await asyncio.sleep(0)
    await store.sync()


def content():
    return "\\n".join(sorted([key + "=" + store[key] for key in store]))


setattr(window.crowd, "${name}", ffi.create_proxy(work))
setattr(window.contents, "${name}", ffi.create_proxy(content))
`;
    const head = "<script>window.crowd = {}; window.contents = {}</script>";
    const page = await openPage(
      `<script type="mpy">${source("mpy")}</script>
      <script type="mpy" worker>${source("mpy worker")}</script>
      <script type="py" worker>${source("py worker")}</script>`,
      { head },
    );
    const other = await openPage(`<script type="mpy">${source("other")}</script>`, { head });
    type Crowd = Record<"crowd" | "contents", Record<string, () => Promise<string>>>;
    const of = (which: keyof Crowd) => ({
      ...(page.window as unknown as Crowd)[which],
      ...(other.window as unknown as Crowd)[which],
    });
    await Promise.all([ran(page), ran(other)]);
    await until(
      () => Object.keys(of("contents")).length === 4,
      () => [...page.errors, ...other.errors].join() || Object.keys(of("contents")).join(),
    );
    await Promise.all(Object.values(of("crowd")).map((work) => work()));
    const contents = Object.values(of("contents"));
    let seen: string[] = [];
    for (let tries = 0; tries < 100; tries++) {
      seen = await Promise.all(contents.map((content) => content()));
      if (new Set(seen).size === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(new Set(seen).size).to.equal(1);
    expect(seen[0]?.split("\n").length).to.be.greaterThan(300);
    expect([...page.errors, ...other.errors]).to.deep.equal([]);
  });

  it("show a write in the same task to both interpreters and JavaScript", async () => {
    await emptied("same task");
    const python = (type: string) => `<script type="${type}">
from pyscript import ffi, storage, window

store = await storage("same task")


def act(key, value=None):
    if value is not None:
        store[key] = value
    return store.get(key)


window.acts.${type} = ffi.create_proxy(act)
    </script>`;
    const page = await openPage(
      `${python("mpy")}${python("py")}<script type="module">
      import storage from "/dist/storage.js";
      const store = await storage("same task");
      acts.js = (key, value) => {
        if (value !== undefined) store[key] = value;
        return store[key];
      };
      </script>`,
      { head: "<script>window.acts = {}</script>" },
    );
    await ran(page);
    type Acts = Record<string, (key: string, value?: string) => unknown>;
    const { acts } = page.window as unknown as { acts: Acts };
    await until(() => Object.keys(acts).length === 3);
    for (const [writer, write] of Object.entries(acts)) {
      write("key", `by ${writer}`);
      const seen = Object.values(acts).map((read) => read("key"));
      expect(seen, writer).to.deep.equal(seen.map(() => `by ${writer}`));
    }
    expect(page.errors).to.deep.equal([]);
  });

  it("have the same store by core.js and by storage.js", async () => {
    const page = await openPage(`<script type="module">
      import { storage } from "/dist/core.js";
      import other, { addEventListener, sync } from "/dist/storage.js";
      const one = await storage("copies");
      const two = await other("copies");
      addEventListener(one, "change", ({ keys }) => console.log(one === two, keys.join()));
      one.a = 1;
      await sync(two);
    </script>`);
    await until(
      () => page.logs.length > 0,
      () => page.errors.join(),
    );
    expect(page.logs).to.deep.equal(["true a"]);
  });
});
