/** Whole pages in frames: of the page's origin, and of none. */
import { expect } from "chai";
import { stackSwitching } from "../../src/runtime/capabilities.js";

/** The answer of `fixtures/frame.html`. */
interface Told {
  readonly said: Readonly<Record<string, unknown>>;
  readonly storageErrors: readonly string[];
  readonly errors: readonly string[];
  readonly events: readonly string[];
  readonly origin: string;
  readonly isolated: boolean;
  readonly sharesMemory: boolean;
}

const PAGE = "/test/pages/fixtures/frame.html";

const frames = new Set<HTMLIFrameElement>();

/** Opens the page in a frame, and waits until all its scripts have ended. */
async function open(attributes: { readonly sandbox?: string; readonly srcdoc?: string }): Promise<Told> {
  const frame = document.createElement("iframe");
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  if (attributes.srcdoc === undefined) frame.src = PAGE;
  frames.add(frame);
  document.body.append(frame);
  let told: Told | undefined;
  const hear = ({ source, data }: MessageEvent<string>) => {
    if (source === frame.contentWindow) told = JSON.parse(data) as Told;
  };
  addEventListener("message", hear);
  const end = performance.now() + 40_000;
  const kept = (errors: readonly string[]) => errors.filter((error) => !error.startsWith("The store"));
  const isOver = ({ events, errors, said }: Told) =>
    events.includes("mpy:all-done#") &&
    events.includes("py:all-done#") &&
    (said["added"] !== undefined || kept(errors).length > 0);
  while (!(told && isOver(told))) {
    if (performance.now() > end) throw new Error(`never over: ${JSON.stringify(told)}`);
    frame.contentWindow?.postMessage("?", "*");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  removeEventListener("message", hear);
  return { ...told, errors: kept(told.errors) };
}

const markup = async () => (await fetch(PAGE)).text();
const text = "text of the page";

describe("a page in a frame", function () {
  this.timeout(60_000);

  afterEach(() => {
    for (const frame of frames) frame.remove();
    frames.clear();
  });

  it("of its own origin runs as elsewhere", async () => {
    const { said, storageErrors, errors, isolated } = await open({});
    expect(errors).to.deep.equal([]);
    expect(storageErrors).to.deep.equal([]);
    expect(isolated).to.equal(crossOriginIsolated);
    expect(said).to.include({ mpy: text, py: text, mpyWorker: text, pyWorker: text });
    expect(said).to.include({ kept: "kept", value: 2, added: 3, multiplied: 42, whileLoading: 200 });
  });

  for (const kind of ["src", "srcdoc"] as const) {
    it(`that is sandboxed (${kind}) runs on the page and in workers, keeps values in memory, and says so`, async () => {
      const { said, storageErrors, errors, origin, sharesMemory } = await open({
        sandbox: "allow-scripts",
        ...(kind === "srcdoc" && { srcdoc: await markup() }),
      });
      expect(origin).to.equal("null");
      expect(said).to.include({ mpy: text, py: text, value: 2, added: 3, multiplied: 42, whileLoading: 200 });
      expect(said["fetched"]).to.be.greaterThan(100);
      expect(said["kept"]).to.include("The browser keeps no data for this page");
      expect(storageErrors).to.include("framed unavailable");
      // An opaque origin has no service worker, and in Chromium and Firefox its threads share no memory.
      if (stackSwitching() || sharesMemory) {
        expect(said).to.include({ mpyWorker: text, pyWorker: text });
        expect(errors).to.deep.equal([]);
      } else {
        expect(said).to.not.have.property("mpyWorker");
        const told = errors.filter((error) => error.includes("synchronous access to the page"));
        expect(told).to.have.length(2);
        expect(errors).to.have.length(2);
      }
    });
  }
});
