import { expect } from "chai";
import { OutputLook } from "../../src/elements/output-look.js";

describe("the line that shows loading", () => {
  const original = { setTimeout: globalThis.setTimeout, warn: console.warn };
  const warnings: string[] = [];
  /** Calls of timers, by their time. */
  let late: (() => void) | undefined;

  beforeEach(() => {
    warnings.length = 0;
    late = undefined;
    console.warn = (text: string) => warnings.push(text);
    globalThis.setTimeout = ((call: () => void, time: number) => {
      if (time === 30_000) late = call;
      return original.setTimeout.call(globalThis, call, time);
    }) as typeof setTimeout;
  });
  afterEach(
    () => Object.assign(globalThis, { setTimeout: original.setTimeout }) && (console.warn = original.warn),
  );

  it("says so when nothing has arrived for half a minute, and goes on when something does", () => {
    const element = document.createElement("div");
    const root = element.attachShadow({ mode: "open" });
    const next = root.appendChild(document.createElement("slot"));
    const look = new OutputLook(element);
    const shown = () => root.querySelector("[part=loading]")?.textContent;
    const progress = { phase: "interpreter", item: "micropython.wasm", loaded: 10, total: 100 } as const;
    look.showLoading(true, progress, next);
    expect(shown()).to.equal("Loading Python…");
    late?.();
    expect(shown()).to.equal("Loading Python: nothing has arrived for 30 seconds");
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include("micropython.wasm").and.include("goes on as soon as");
    look.showLoading(true, { ...progress, loaded: 20 }, next);
    expect(shown()).to.equal("Loading Python…");
    look.showLoading(false, undefined, next);
    expect(shown()).to.equal(undefined);
  });
});
