/** The browser really keeps nothing here: in a frame without an origin. */
import { expect } from "chai";

describe("a store in a frame that may keep nothing", function () {
  this.timeout(60_000);

  it("is in memory, and says so by a rejection and an event", async () => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.srcdoc = `<!doctype html><script type="module">
      import storage from "${location.origin}/dist/storage.js";
      const events = [];
      addEventListener("py:storage-error", (event) => {
        event.preventDefault();
        events.push(event.store + " " + event.error.code);
      });
      const said = (promise) => promise.then(() => "kept", (error) => error.name + " " + error.code + ": " + error.message);
      const store = await storage("nowhere");
      const opened = events.join();
      store.key = [1, { two: 2 }];
      const synced = await said(store.sync());
      parent.postMessage({ opened, synced, events, content: JSON.stringify(store) }, "*");
    </script>`;
    const said = new Promise<Record<string, unknown>>((resolve) => {
      const listen = (event: MessageEvent) => {
        if (event.source !== frame.contentWindow) return;
        removeEventListener("message", listen);
        resolve(event.data as Record<string, unknown>);
      };
      addEventListener("message", listen);
    });
    document.body.append(frame);
    const { opened, synced, events, content } = await said;
    frame.remove();
    expect(opened).to.equal("nowhere unavailable");
    expect(synced).to.match(/^StorageError unavailable: The browser keeps no data for this page/);
    expect(events).to.deep.equal(["nowhere unavailable", "nowhere unavailable"]);
    expect(content).to.equal('{"key":[1,{"two":2}]}');
  });
});
