import { html, LitElement } from "lit";
import { repeat } from "lit/directives/repeat.js";
import "py-elements/elements/mpy-script/define";
import "py-elements/elements/py-script/define";

class LitApp extends LitElement {
  static properties = { values: {}, shown: {}, order: {}, code: {} };

  constructor() {
    super();
    this.values = {};
    this.shown = true;
    this.order = ["a", "b", "c", "d"];
    this.code = 'from pyscript import display\nif 1 < 2:\n    display("first # code")\nprint("ran code")';
  }

  render() {
    const { values, shown, order, code } = this;
    return html`
      <mpy-script id="mpy-list" src="/python/app.py" worker @mpy:done=${this.keep}></mpy-script>
      <py-script id="py-list" src="/python/app.py" worker @py:done=${this.keep}></py-script>
      <output id="values">${JSON.stringify([values["mpy-list"], values["py-list"]])}</output>
      <mpy-script src="/python/app.py"></mpy-script>
      <button id="greet" mpy-click="greet">Lit</button>
      <div id="greeting"></div>
      <button id="toggle" @click=${() => (this.shown = !shown)}></button>
      <button id="ping"></button>
      ${shown ? html`<mpy-script id="toggled" src="/python/app.py"></mpy-script>` : ""}
      <button id="reverse" @click=${() => (this.order = order.toReversed())}></button>
      <ul id="keyed">
        ${repeat(
          order,
          (key) => key,
          (key) => html`<li>${key} <mpy-script src="/python/app.py"></mpy-script></li>`,
        )}
      </ul>
      <button id="edit" @click=${() => (this.code = code.replace("first", "second"))}></button>
      <mpy-script id="changing" .code=${code}></mpy-script>
      <mpy-script class="inline">
        from pyscript import display
        if 1 != 2:
            display("inline # code")
        print("ran inline")
      </mpy-script>
    `;
  }

  keep({ currentTarget, detail }) {
    this.values = { ...this.values, [currentTarget.id]: detail.value };
  }
}
customElements.define("lit-app", LitApp);
