/** `<prime-finder>`: counts primes where you say: in a worker, in several, or on a Jupyter server. */
import { donkey } from "../../dist/core.js";

const source = `
def primes(start):
    """Count the primes among the thousand numbers from start on."""
    count = 0
    for number in range(max(start, 2), start + 1000):
        divisor = 2
        while divisor * divisor <= number and number % divisor:
            divisor += 1
        count += divisor * divisor > number
    return count
`;

/** All that differs between the places. */
const places = {
  mpy: () => ({ type: "mpy" }),
  py: () => ({ type: "py" }),
  pool: () => ({ type: "mpy", workers: "auto" }),
  jupyter: (form) => ({ type: "jupyter", url: form.url.value, token: form.token.value }),
};

class PrimeFinder extends HTMLElement {
  #donkey;

  connectedCallback() {
    this.innerHTML = `
      <form>
        <label>Python runs in
          <select name="place">
            <option value="mpy">a worker, MicroPython</option>
            <option value="py">a worker, Pyodide</option>
            <option value="pool">several workers</option>
            <option value="jupyter">a Jupyter server</option>
          </select>
        </label>
        <fieldset hidden>
          <label>Address <input name="url" value="http://localhost:8888/" /></label>
          <label>Token <input name="token" type="password" autocomplete="off" /></label>
        </fieldset>
        <button>Count</button>
      </form>
      <progress value="0" aria-label="Progress"></progress>
      <output role="status"></output>
      <div class="terminal"></div>`;
    const form = this.querySelector("form");
    form.place.addEventListener("change", () => {
      this.querySelector("fieldset").hidden = form.place.value !== "jupyter";
      this.#end();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#count(form);
    });
  }

  disconnectedCallback() {
    this.#end();
  }

  async #count(form) {
    const [output, button] = [this.querySelector("output"), this.querySelector("button")];
    const progress = this.querySelector("progress");
    button.disabled = true;
    output.value = "Starting…";
    try {
      if (!this.#donkey) {
        const options = { ...places[form.place.value](form), persistent: true };
        this.#donkey = await donkey({ ...options, terminal: this.querySelector(".terminal") });
        await this.#donkey.broadcast(source);
      }
      const starts = Array.from({ length: 50 }, (_, index) => index * 1000);
      const began = performance.now();
      const counts = await this.#donkey.map("primes", starts, {
        onProgress: ({ done, total }) => (progress.value = done / total),
      });
      const sum = counts.reduce((one, other) => one + other);
      output.value = `${sum} primes below 50,000, in ${Math.round(performance.now() - began)} ms.`;
    } catch (error) {
      if (error.name === "AbortError") return;
      output.value = error.message;
      this.#end();
    } finally {
      button.disabled = false;
    }
  }

  #end() {
    this.#donkey?.kill();
    this.#donkey = undefined;
  }
}

customElements.define("prime-finder", PrimeFinder);
