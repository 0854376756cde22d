import { expect } from "chai";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import { Environment } from "../../../src/runtime/environment/environment.js";
import type { Run } from "../../../src/runtime/runs/run.js";
import { fakeDriver } from "../../harness/fake-interpreter.js";

/** An environment of a fake interpreter, whose archives are empty. */
function world(config: object = {}) {
  const driver = fakeDriver();
  const parts: string[] = [];
  const printed: string[] = [];
  const environment = new Environment<Run>({
    driver,
    url: new URL("/fake/", location.href),
    config: resolveConfig(config, location.href),
    hooks: { onReady: new Set(), onBeforeRun: new Set(), onAfterRun: new Set() } as never,
    streams: { stdout: (line) => printed.push(line), stderr: () => {} },
    archive: (part) => {
      parts.push(part);
      return Promise.resolve(new Map());
    },
    createHost: () => ({ in_worker: false, load_more: () => Promise.resolve() }),
    report: () => {},
  });
  return { driver, environment, parts, printed };
}

const run = (id: number, signal: AbortSignal): Run => ({ id, filename: `${id}.py`, signal });
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe("an environment", () => {
  it("boots once, on first use, however many wait for it", async () => {
    const { driver, environment } = world();
    expect(driver.booted).to.have.length(0);
    const [one, other] = await Promise.all([environment.boot(), environment.boot()]);
    expect(one).to.equal(other);
    expect(driver.booted).to.have.length(1);
    expect(environment.booted).to.equal(true);
  });

  it("has no interpreter before it has booted, and says what to do", () => {
    expect(() => world().environment.interpreter).to.throw("await boot() first");
  });

  it("boots again after a failure, and tells those that wait for a recovery once", async () => {
    const { driver, environment } = world();
    let recovered = 0;
    environment.onRecovered(() => recovered++, new AbortController().signal);
    driver.failure = new Error("offline");
    expect(await failureOf(environment.boot())).to.equal(driver.failure);
    expect(environment.booted).to.equal(false);
    expect(environment.failure).to.equal(driver.failure);
    driver.failure = undefined;
    await environment.boot();
    await environment.boot();
    expect(recovered).to.equal(1);
  });

  it("loads its interpreter once, however often its configuration fails meanwhile", async () => {
    const { driver, environment } = world({ files: { "/no-such-file.txt": "" } });
    driver.delay = 500;
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await failureOf(environment.boot())).to.have.property("code", "PY0404");
      expect(driver.booted).to.have.length(0);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(driver.booted).to.have.length(1);
    expect(environment.interpreter).to.equal(driver.booted[0]);
    expect(await failureOf(environment.boot())).to.have.property("code", "PY0404");
    expect(driver.booted).to.have.length(1);
  });

  it("reports the progress of loading until the listener's signal aborts", async () => {
    const { environment } = world();
    const [kept, gone] = [[] as unknown[], [] as unknown[]];
    const life = new AbortController();
    environment.onProgress((progress) => kept.push(progress), new AbortController().signal);
    environment.onProgress((progress) => gone.push(progress), life.signal);
    life.abort();
    await environment.boot();
    expect(kept).to.have.length.above(0);
    expect(gone).to.deep.equal([]);
  });

  it("runs a source for a run, and gives the value of its last expression", async () => {
    const { environment, printed } = world();
    const life = new AbortController();
    const request = {
      run: run(1, life.signal),
      source: 'print("hi")\n1 + 2',
      async: true,
      element: undefined,
    };
    expect(await environment.run(request, life.signal)).to.equal(3);
    expect(printed).to.deep.equal(["hi"]);
  });

  it("knows a run until its signal aborts, and never one that had aborted before", async () => {
    const { environment } = world();
    await environment.boot();
    const life = new AbortController();
    environment.addRun(run(1, life.signal));
    environment.addRun(run(2, AbortSignal.abort()));
    expect([...environment.runs.keys()]).to.deep.equal([1]);
    life.abort();
    expect(environment.runs.size).to.equal(0);
  });

  it("loads the package's base only for a source that imports it, and more for one that needs more", async () => {
    const { environment, parts } = world();
    const { signal } = new AbortController();
    const execute = (id: number, source: string) =>
      environment.run({ run: run(id, signal), source, async: true, element: undefined }, signal);
    await execute(1, "1");
    expect(new Set(parts)).to.deep.equal(new Set(["base"]));
    await execute(2, "from pyscript import fetch");
    expect(new Set(parts)).to.deep.equal(new Set(["base", "more"]));
  });

  it("ends its interpreter when it is disposed of, and boots none afterwards", async () => {
    const { driver, environment } = world();
    await environment.boot();
    environment.dispose();
    expect(driver.booted[0]?.disposed).to.equal(true);

    const early = world();
    early.driver.delay = 50;
    const booting = failureOf(early.environment.boot());
    early.environment.dispose(new Error("no longer needed"));
    expect(await booting).to.be.instanceOf(Error);
    expect(early.driver.booted).to.have.length(0);
    expect(await failureOf(early.environment.boot())).to.have.property("message", "no longer needed");
  });
});
