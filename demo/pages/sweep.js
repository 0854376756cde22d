// A sweep of two parameters: Python in many workers calculates, the page draws what comes.
import { donkey } from "../../dist/donkey.js";

const model = `
def foxes(birth, death, steps=400):
    """Let hares and foxes live for a while; return the most foxes that there were."""
    hares, hunters, most = 1.0, 0.5, 0.5
    for _ in range(steps):
        hares, hunters = (
            hares + (birth * hares - hares * hunters) * 0.02,
            hunters + (hares * hunters - death * hunters) * 0.02,
        )
        most = max(most, hunters)
    return most

def cell(place):
    return foxes(*place)
`;

/** A map of the model: `<heat-map workers="2" cells="16">`. */
class HeatMap extends HTMLElement {
  #lifetime;

  connectedCallback() {
    this.#lifetime = new AbortController();
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "The most foxes, by the hares' rate of birth and the foxes' of death");
    const report = document.createElement("output");
    report.textContent = "Python starts …";
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Sweep" });
    const stop = Object.assign(document.createElement("button"), { type: "button", textContent: "Stop" });
    const controls = document.createElement("p");
    controls.append(again, stop);
    const terminal = Object.assign(document.createElement("div"), { className: "terminal" });
    this.replaceChildren(canvas, controls, report, terminal);
    const workers = this.getAttribute("workers") ?? "auto";
    const python = donkey({ type: "mpy", workers: workers === "auto" ? workers : Number(workers), terminal });
    this.#lifetime.signal.addEventListener("abort", () => void python.kill());
    let sweeping;
    const sweep = async () => {
      sweeping?.abort();
      sweeping = new AbortController();
      await this.#sweep(python, canvas, report, sweeping.signal);
    };
    again.addEventListener("click", sweep);
    stop.addEventListener("click", () => sweeping?.abort());
    void python
      .broadcast(model)
      .then(sweep)
      .catch(() => {}); // It was taken away before Python was there.
  }

  disconnectedCallback() {
    this.#lifetime.abort();
  }

  async #sweep(python, canvas, report, signal) {
    const cells = Number(this.getAttribute("cells") ?? 16);
    canvas.width = canvas.height = cells;
    const context = canvas.getContext("2d");
    const places = Array.from({ length: cells * cells }, (_, index) => [
      0.5 + (index % cells) / cells,
      0.5 + Math.floor(index / cells) / cells,
    ]);
    const frames = countFrames();
    const start = performance.now();
    let done = 0;
    try {
      for await (const most of python.imap("cell", places, { chunk: cells, signal })) {
        context.fillStyle = `hsl(${240 - Math.min(240, most * 60)} 80% 50%)`;
        context.fillRect(done % cells, Math.floor(done / cells), 1, 1);
        done++;
        if (done % cells === 0) report.textContent = `${done} of ${places.length}`;
      }
      const seconds = (performance.now() - start) / 1000;
      report.textContent = `${done} runs of the model in ${seconds.toFixed(2)} s, at ${frames()} frames a second`;
    } catch (error) {
      report.textContent = error.name === "AbortError" ? `Stopped after ${done} runs` : String(error);
    }
  }
}

/** Returns a function that says how many frames a second there were since. */
function countFrames() {
  let frames = 0;
  let counting = true;
  const start = performance.now();
  const count = () => {
    frames++;
    if (counting) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  return () => {
    counting = false;
    return Math.round((frames * 1000) / (performance.now() - start));
  };
}

customElements.define("heat-map", HeatMap);
