import { expect } from "chai";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

describe("scripts that ask for what is not there", () => {
  const page = fakePage();
  const messages = (): string[] => page.errors.map((error) => (error as Error).message);

  it("are told of whenever they come, each once", async () => {
    insert(`<script type="py-game">1</script>`);
    await until(() => page.errors.length === 1);
    const game = insert(`<div><script type="mpy-game">2</script></div>`);
    await until(() => page.errors.length === 2);
    const host = insert("<div></div>");
    host.attachShadow({ mode: "open" }).innerHTML = `<script type="mpy-game">3</script>`;
    await until(() => page.errors.length === 3);
    document.body.append(game); // It moves.
    insert(`<script type="py-game">4</script>`);
    await until(() => page.errors.length === 4);
    await nextTask();
    expect(messages().map((message) => message.match(/type="(.*?)"/)?.[1])).to.deep.equal([
      "py-game",
      "mpy-game",
      "mpy-game",
      "py-game",
    ]);
    expect(messages()[0])
      .to.include("PyPI has no wheel of pygame-ce for WebAssembly")
      .and.include("<canvas>");
  });

  it("are not told of when they have left meanwhile", async () => {
    insert(`<script type="mpy-game">1</script>`).remove();
    insert(`<script type="py-game">2</script>`);
    await until(() => page.errors.length > 0);
    await nextTask();
    expect(messages()).to.have.length(1);
  });
});
