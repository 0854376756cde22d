import { expect } from "chai";
import { createPageHost, type HostContext } from "../../../src/runtime/page/host.js";

describe("the page's host", () => {
  it("has its further functions from the first loading on: they have the numbers of what Python uses", async () => {
    const context = {
      type: "mpy",
      config: { values: {} },
      jsModules: new Map<string, object>(),
      runs: new Map(),
      interpreter: {},
      signal: new AbortController().signal,
      installPackages: () => Promise.resolve(),
      report: () => {},
    } as unknown as HostContext;
    const host = createPageHost(context, {} as never);
    // Scripts that start together ask for them together, and one may go on before another has them.
    const [later] = [host.load_more(), await host.load_more()];
    const { storage_open, terminal_read } = host;
    const components = host.load_components?.();
    await host.load_components?.();
    const { component_define } = host;
    expect(component_define).to.be.a("function");
    await Promise.all([later, components, host.load_more(), host.load_components?.()]);
    expect([host.storage_open, host.terminal_read, host.component_define]).to.deep.equal([
      storage_open,
      terminal_read,
      component_define,
    ]);
  });
});
