/** Sockets that Python opens: their ends, and what goes wrong in their handlers. */
import { expect } from "chai";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { until } from "../../harness/interpreters.js";
import { createWorld, type World } from "../../harness/python-tests.js";

const url = `${location.origin.replace("http", "ws")}/test-socket/`;

for (const driver of [micropython, pyodide]) {
  describe(`sockets (${driver.type})`, () => {
    let world: World;

    before(async function () {
      this.timeout(60_000);
      world = await createWorld(driver);
    });

    afterEach(() => (world.reported.length = 0));

    after(() => world?.dispose());

    const source = (path: string) => `
from pyscript import WebSocket, display
def onmessage(event):
    display(event.data)
    ws.send("again")
ws = WebSocket(url="${url}${path}", onopen=lambda: ws.send("heard"), onmessage=onmessage)
`;

    it("close with their run, and let go of their handlers", async () => {
      const { held } = world.environment.interpreter;
      const run = world.start(source("echo"));
      await until(() => run.output.textContent !== "", "it is heard");
      run.end();
      const { length } = run.output.textContent ?? "";
      const state = () => world.environment.interpreter.execute("ws.readyState", { filename: "x", run: 0 });
      await until(() => state() === WebSocket.CLOSED, "it is closed");
      expect(run.output.textContent?.length).to.equal(length);
      expect(world.environment.interpreter.held.proxies).to.equal(held.proxies);
    });

    it("let go of their handlers when they close", async () => {
      const before = world.environment.interpreter.held.proxies;
      const run = world.start(source("close/1000"));
      await run.result;
      await until(() => world.environment.interpreter.held.proxies === before, "they are gone");
      run.end();
    });

    it("report what handlers raise once, with their run, and go on", async () => {
      const run = world.start(`
from pyscript import WebSocket, display
def onopen(event):
    ws.send("one")
    raise ValueError("from onopen")
async def onmessage(event):
    display(event.data)
    raise KeyError("from onmessage")
ws = WebSocket(url="${url}echo", onopen=onopen, onmessage=onmessage)
`);
      await until(() => world.reported.length === 2, "both are reported");
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(run.output.textContent).to.equal("one");
      expect(world.reported.map(({ error, run }) => [error.name, run])).to.deep.equal([
        ["ValueError", run.run.id],
        ["KeyError", run.run.id],
      ]);
      run.end();
    });
  });
}
