/** A terminal, with keys that are really pressed, and a donkey in every browser. */
import { executeServerCommand } from "@web/test-runner-commands";
import { expect } from "chai";
import "../../src/elements/py-terminal/define.js";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { openDonkey } from "../../src/elements/py-donkey/open-donkey.js";
import { canSwitchStacks } from "../harness/abilities.js";
import { withStartedWorkers } from "../harness/killed-workers.js";
import { workerPage } from "../harness/worker-page.js";
import { press, shows } from "../harness/terminal-page.js";

describe("terminals, smoke", function () {
  this.timeout(60_000);
  workerPage();

  for (const thread of ["main", "worker"]) {
    it(`print, read and evaluate (${thread})`, async () => {
      const element = document.createElement("py-terminal") as PyTerminalElement;
      element.setAttribute("type", "mpy");
      element.setAttribute(thread, "");
      element.setAttribute("repl", "");
      document.body.append(element);
      await shows(element, />>>$/);
      await executeServerCommand("bring-to-front");
      element.focus();
      await press("6 * 7<Enter>");
      await shows(element, /42\n>>>$/);
      await press("print(input('? '))<Enter>");
      if (thread === "main" && !canSwitchStacks) {
        await shows(element, "add the worker attribute");
        return;
      }
      await shows(element, /\n>>> print\(input\('\? '\)\)\n\?$/);
      element.terminal?.input("世界\r");
      await shows(element, "世界\n世界\n>>>");
    });
  }

  it("belong to donkeys", async () => {
    const py = await openDonkey({ type: "mpy", persistent: true });
    await py.execute("x = 20");
    expect(await py.evaluate("x + 1")).to.equal(21);
    await py.process("print('shown')");
    await shows(document.querySelector("py-terminal") as PyTerminalElement, "shown");
    const running = py.execute("while True: pass").catch((error: Error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await py.interrupt();
    expect(await running).to.equal("KeyboardInterrupt");
    await py.kill();
  });

  it("belong to donkeys of many workers, which are replaced when they are no more", async () => {
    await withStartedWorkers(async (started) => {
      const py = await openDonkey({ type: "mpy", workers: 2 });
      await py.broadcast("def double(x): return 2 * x");
      const items = Array.from({ length: 1000 }, (_, index) => index);
      const doubled = items.map((item) => 2 * item);
      expect(await py.map("double", items)).to.deep.equal(doubled);
      if (isSecureContext) {
        started[0]?.terminate();
        expect(await py.map("double", items)).to.deep.equal(doubled);
        expect(started.length).to.equal(3);
      }
      await py.kill();
    });
  });
});
