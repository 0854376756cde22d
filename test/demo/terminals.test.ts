/** The gallery's pages with terminals and donkeys. */
import { expect } from "chai";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { until } from "../harness/page.js";
import { rows, shows } from "../harness/terminal-page.js";
import { openGallery, slow, type Opened } from "./open-gallery.js";

const terminal = (page: Opened) => page.get<PyTerminalElement>("py-terminal");
const enter = (page: Opened, text: string) => terminal(page).terminal?.input(text);

describe("the gallery's terminals", function () {
  this.timeout(slow);

  it("have a prompt", async () => {
    const page = await openGallery("pages/py-terminal.html");
    await shows(terminal(page), />>>$/);
    enter(page, "primes[-3:]\r");
    await shows(terminal(page), "[47, 53, 59]\n>>>");
    enter(page, "while True: pass\r\r");
    await shows(terminal(page), /pass\n\.\.\.$/);
    enter(page, "\x03");
    await shows(terminal(page), /KeyboardInterrupt\n>>>$/);
    expect(page.problems).to.deep.equal([]);
  });

  it("play a game", async () => {
    const page = await openGallery("examples/guessing-game.html");
    await shows(terminal(page), "Press Play");
    page.get("#play").click();
    await shows(terminal(page), /Your guess:$/);
    expect(page.document.activeElement === terminal(page)).to.equal(true);
    enter(page, "abc\r");
    await shows(terminal(page), /A number, please\.\nYour guess:$/);
    let [low, high] = [1, 100];
    for (let tries = 1; tries < 9; tries++) {
      const guess = (low + high) >> 1;
      enter(page, `${guess}\r`);
      await shows(terminal(page), new RegExp(`guess: ${guess}\\n(Too (small|large)\\.\\nYour guess:|Right)`));
      const answer = rows(terminal(page)).join("\n").split(`guess: ${guess}\n`).at(-1) ?? "";
      if (answer.startsWith("Right")) break;
      if (answer.startsWith("Too small")) low = guess + 1;
      else high = guess - 1;
    }
    await shows(terminal(page), /Right! You needed \d tries\.$/);
    expect(page.problems).to.deep.equal([]);
  });

  it("log 100,000 lines", async () => {
    const page = await openGallery("examples/log.html");
    await shows(terminal(page), /Done: /);
    expect(rows(terminal(page)).length).to.equal(100_001);
    expect(page.get("#clock").textContent).not.to.equal("");
    expect(page.problems).to.deep.equal([]);
  });

  it("belong to a donkey that calculates, and is cancelled", async () => {
    const page = await openGallery("examples/engine.html");
    const status = page.get("pi-engine [role=status]");
    const bar = page.get<HTMLProgressElement>("progress");
    await until(() => page.document.querySelector("py-terminal"));
    await shows(terminal(page), "[3, 1, 4, 1, 5, 9, 2, 6]");
    expect(bar.value).to.equal(0);
    const count = page.get<HTMLInputElement>("[name=count]");
    count.value = "100";
    page.get("pi-engine .primary").click();
    await until(() => status.textContent === "100 digits.");
    expect(page.get("pi-engine output").textContent).to.match(/^3\.14159\d{94}$/);
    expect(bar.value).to.equal(100);
    count.value = "5000";
    page.get("pi-engine .primary").click();
    await until(() => bar.value > 100);
    page.get("pi-engine [type=button]").click();
    await until(() => status.textContent === "Cancelled.");
    await until(() => !page.get<HTMLButtonElement>("pi-engine .primary").disabled);
    count.value = "20";
    page.get("pi-engine .primary").click();
    await until(() => status.textContent === "20 digits.");
    expect(page.problems).to.deep.equal([]);
  });
});
