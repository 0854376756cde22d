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

function drawn(d) {
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", d);
  return path;
}

/** A polynomial, its constant first: `0.30 − 1.25 x + 2.00 x²`. */
function formula(coefficients) {
  const powers = ["", " x", " x²", " x³", " x⁴", " x⁵"];
  return coefficients
    .map((value, power) => {
      const sign = power === 0 ? (value < 0 ? "−" : "") : value < 0 ? " − " : " + ";
      return sign + Math.abs(value).toFixed(2) + powers[power];
    })
    .join("");
}

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
    this.#board.addEventListener("click", ({ clientX, clientY }) => {
      const { left, top, width, height } = this.#board.getBoundingClientRect();
      this.#add((clientX - left) / width, 1 - (clientY - top) / height);
    });
    Object.assign(this.#degree, { type: "range", min: 0, max: 5, value: this.getAttribute("degree") ?? 3 });
    this.#degree.addEventListener("input", () => void this.#draw());
    const label = document.createElement("label");
    label.append("Degree ", this.#degree);
    // A click needs a pointer; a button does not.
    const more = document.createElement("button");
    Object.assign(more, {
      type: "button",
      textContent: "Add a point",
      onclick: () => this.#add(Math.random()),
    });
    const controls = document.createElement("p");
    controls.append(label, more);
    this.replaceChildren(this.#board, controls, this.#report);
    void this.#draw();
  }

  #add(x, y = Math.random()) {
    this.#points.push([x, y]);
    void this.#draw();
  }

  async #draw() {
    const degree = this.#degree.valueAsNumber;
    await fitting; // Python is there: loading it is not what is timed.
    const started = performance.now();
    const line = await curve(this.#points, kwargs({ degree }));
    const coefficients = await fit(this.#points, degree);
    const distance = await error(this.#points, coefficients);
    const time = performance.now() - started;
    const at = ([x, y]) => `${x},${1 - y}`;
    const path = drawn(`M${line.map(at).join("L")}`);
    // Lines without a length, with round ends: they are round whatever the board's shape is.
    const dots = this.#points.map((point) => drawn(`M${at(point)}h0`));
    this.#board.replaceChildren(path, ...dots);
    this.#board.setAttribute("aria-label", `${this.#points.length} points and a curve of degree ${degree}`);
    this.#report.textContent = `y = ${formula(coefficients)}; mean square error ${distance.toFixed(5)}; ${time.toFixed(1)} ms in Python`;
  }
}

customElements.define("fit-board", FitBoard);
