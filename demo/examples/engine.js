/** `<pi-engine>`: digits of pi, which Python works out in a worker while the page stays alive. */
import { donkey } from "../../dist/core.js";

/** The engine's source: it calculates, and shows its progress on the page. */
const engine = `
from pyscript import document

bar = document.querySelector("pi-engine progress")


def digits_of_pi(count):
    """Yield digits of pi, as Gibbons found."""
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while count:
        if 4 * q + r - t < n * t:
            yield n
            count -= 1
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2


def calculate(count):
    digits = []
    for digit in digits_of_pi(count):
        digits.append(str(digit))
        if len(digits) % 20 == 0 or len(digits) == count:
            bar.value = len(digits)
    return digits[0] + "." + "".join(digits[1:])
`;

class PiEngine extends HTMLElement {
  #python;
  #running;

  connectedCallback() {
    this.innerHTML = `
      <form>
        <label>Digits <input type="number" name="count" min="20" max="5000" value="1000"></label>
        <button class="primary">Calculate</button>
        <button type="button" disabled>Cancel</button>
      </form>
      <progress value="0" max="1" aria-label="Digits so far"></progress>
      <p role="status">Python is loading …</p>
      <output aria-label="Digits of pi" tabindex="0"></output>
      <div class="terminal"></div>`;
    const [form, bar, status, result, place] = this.children;
    const [start, cancel] = form.querySelectorAll("button");
    this.#python = donkey({ type: "mpy", persistent: true, terminal: place });
    void this.#prepare(status, "Ready.").then(() => this.#python.process("list(digits_of_pi(8))"));
    cancel.onclick = () => this.#running?.abort();
    form.onsubmit = async (event) => {
      event.preventDefault();
      const count = Number(form.elements.count.value);
      this.#running = new AbortController();
      [start.disabled, cancel.disabled, bar.value, bar.max] = [true, false, 0, count];
      status.textContent = "Calculating …";
      try {
        result.value = await this.#python.evaluate(`calculate(${count})`, { signal: this.#running.signal });
        status.textContent = `${count} digits.`;
      } catch (error) {
        status.textContent = error.name === "AbortError" ? "Cancelled." : `${error.name}: ${error.message}`;
        // Without shared memory the worker was replaced, and has lost its names.
        await this.#prepare(status, status.textContent);
      }
      [start.disabled, cancel.disabled] = [false, true];
    };
  }

  disconnectedCallback() {
    void this.#python.kill();
  }

  /** Tells Python what it is to know, and then the reader what `text` says. */
  async #prepare(status, text) {
    try {
      await this.#python.execute(engine);
      status.textContent = text;
    } catch (error) {
      status.textContent = `${error.name}: ${error.message}`;
    }
  }
}

customElements.define("pi-engine", PiEngine);
