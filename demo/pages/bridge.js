// A plain JavaScript page: it draws, Python calculates.
import { kwargs } from "../../dist/bridge.js";
import { fitting } from "./fit.js";

const { fit, curve, error } = fitting; // They wait for Python when they are called.

const svg = "http://www.w3.org/2000/svg";
const start = [
  [0.08, 0.3],
  [0.22, 0.55],
  [0.4, 0.62],
  [0.6, 0.42],
  [0.78, 0.38],
  [0.93, 0.75],
];

/** A board of points and the curve through them: `<fit-board degree="3">`. A click adds a point. */
class FitBoard extends HTMLElement {
  #points = start.map((point) => [...point]);
  #board = document.createElementNS(svg, "svg");
  #degree = document.createElement("input");
  #report = document.createElement("output");

  connectedCallback() {
    if (this.#board.isConnected) return;
    this.#board.setAttribute("viewBox", "0 0 1 1");
    this.#board.setAttribute("preserveAspectRatio", "none");
    this.#board.setAttribute("role", "img");
    this.#board.setAttribute("aria-label", "Points, and the curve that fits them");
    this.#board.addEventListener("click", (event) => this.#add(event));
    Object.assign(this.#degree, { type: "range", min: 0, max: 5, value: this.getAttribute("degree") ?? 3 });
    this.#degree.addEventListener("input", () => void this.#draw());
    const label = document.createElement("label");
    label.append("Degree ", this.#degree);
    this.replaceChildren(this.#board, label, this.#report);
    void this.#draw();
  }

  #add({ clientX, clientY }) {
    const { left, top, width, height } = this.#board.getBoundingClientRect();
    this.#points.push([(clientX - left) / width, 1 - (clientY - top) / height]);
    void this.#draw();
  }

  async #draw() {
    const degree = this.#degree.valueAsNumber;
    const started = performance.now();
    const line = await curve(this.#points, kwargs({ degree }));
    const coefficients = await fit(this.#points, degree);
    const distance = await error(this.#points, coefficients);
    const time = performance.now() - started;
    const at = ([x, y]) => `${x},${1 - y}`;
    const path = document.createElementNS(svg, "path");
    path.setAttribute("d", `M${line.map(at).join("L")}`);
    const dots = this.#points.map(([x, y]) => {
      const dot = document.createElementNS(svg, "ellipse");
      for (const [name, value] of Object.entries({ cx: x, cy: 1 - y, rx: 0.008, ry: 0.014 })) {
        dot.setAttribute(name, value);
      }
      return dot;
    });
    this.#board.replaceChildren(path, ...dots);
    this.#board.setAttribute("aria-label", `${this.#points.length} points and a curve of degree ${degree}`);
    const text = coefficients
      .map((value, power) => `${value.toFixed(2)}${power ? ` x^${power}` : ""}`)
      .join(" + ");
    this.#report.textContent = `y = ${text}; mean square error ${distance.toFixed(5)}; ${time.toFixed(1)} ms in Python`;
  }
}

customElements.define("fit-board", FitBoard);
