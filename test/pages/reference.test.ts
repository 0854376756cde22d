/** The examples of `builtin-apis.md`, as printed, on both interpreters, as elements and as script tags. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

const interpreters = ["mpy", "py"] as const;

/** One source in both tag forms. */
function forms(
  type: string,
): { form: string; tag: (code: string, attributes?: string) => string; output: string }[] {
  return [
    {
      form: `<${type}-script>`,
      tag: (code, attributes = "") => `<${type}-script ${attributes}>${code}</${type}-script>`,
      output: `${type}-script`,
    },
    {
      form: `<script type="${type}">`,
      tag: (code, attributes = "") => `<script type="${type}" ${attributes}>${code}</script>`,
      output: "script-py",
    },
  ];
}

for (const type of interpreters) {
  describe(`the reference, ${type}`, function () {
    this.timeout(30_000);

    it("current_target(): explicit ids, counted ids, script tags", async () => {
      const page = await openPage(`
        <${type}-script id="explicit-id">
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </${type}-script>
        <${type}-script>
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </${type}-script>
        <script type="${type}">
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </script>`);
      await page.finished();
      expect(page.get("#explicit-id").textContent.trim()).to.equal("current_target(): explicit-id");
      expect(page.get(`#${type}-0`).textContent.trim()).to.equal(`current_target(): ${type}-0`);
      expect(page.get(`script + script-py#${type}-1`).innerHTML.trim()).to.equal(
        `<div>current_target(): ${type}-1</div>`,
      );
      expect(page.errors).to.deep.equal([]);
    });

    for (const { form, tag, output } of forms(type)) {
      it(`${form}: config`, async () => {
        const page = await openPage(
          tag(
            `
from pyscript import config


# It's just a dict.
print(config.get("files"))
# This will be either "mpy" or "py" depending on the current interpreter.
print(config["type"])
`,
            `config='{"some": {"key": 1}}'`,
          ),
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.deep.equal(["None", type]);
      });

      it(`${form}: display replaces with append=False`, async () => {
        const page = await openPage(
          tag(`
    from pyscript import display
    display("PyScript", append=False)
`),
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.get(output).innerHTML.trim()).to.equal("PyScript");
      });

      it(`${form}: display goes to the target attribute's element`, async () => {
        const page = await openPage(
          tag(
            `
    from pyscript import display
    display("PyScript", append=False)
`,
            'target="my-h1"',
          ) + '<h1 id="my-h1"></h1>',
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.get("h1").innerHTML).to.equal("PyScript");
        expect(Boolean(page.document.querySelector("script-py"))).to.equal(false);
      });

      it(`${form}: HTML is not escaped, text is`, async () => {
        const page = await openPage(
          tag(`
    from pyscript import display, HTML

    # Escaped by default:
    display("<em>em</em>")  # &lt;em&gt;em&lt;/em&gt;
    # Un-escaped raw content inserted into the page:
    display(HTML("<em>em</em>"))  # <em>em</em>
`),
        );
        await page.finished();
        if (form.startsWith("<script")) expect(page.errors).to.deep.equal([]);
        const [escaped, raw] = page.get(output).children;
        if (form.startsWith("<script")) {
          expect(escaped?.innerHTML).to.equal("&lt;em&gt;em&lt;/em&gt;");
          expect(raw?.innerHTML).to.equal("<em>em</em>");
        }
      });

      it(`${form}: when, as a decorator and as a call`, async () => {
        const page = await openPage(
          `<button id="my_button">Click me!</button><button id="my-button">Me too</button>` +
            tag(`
from pyscript import when, display


@when("click", "#my_button")
def click_handler(event):
    """
    Event handlers get an event object representing the activity that raised
    them.
    """
    display("I've been clicked!")

### Or manually setting handler without a decorator
when("click", "#my-button", handler=click_handler)
`),
        );
        await page.finished();
        page.get("#my_button").click();
        page.get("#my-button").click();
        await until(() => page.get(output).children.length === 2);
        expect(page.get(output).textContent.trim()).to.match(/^I've been clicked!\s*I've been clicked!$/);
        expect(page.errors).to.deep.equal([]);
      });

      it(`${form}: event attributes`, async () => {
        const page = await openPage(
          `<button ${type}-click="handle_click" id="my_button">Click me!</button>` +
            tag(`
from pyscript import window


def handle_click(event):
    """
    Simply log the click event to the browser's console.
    """
    window.console.log(event)    
`),
        );
        await page.finished();
        page.get("#my_button").click();
        await until(() => page.logs.length === 1);
        expect(page.logs[0]).to.match(/\[object (Pointer|Mouse)Event\]/);
        expect(page.errors).to.deep.equal([]);
      });

      it(`${form}: js_import`, async () => {
        const page = await openPage(
          tag(`
from pyscript import js_import, window

escaper, = await js_import("/test/pages/fixtures/escaper.js")

window.console.log(escaper.escape("a < b"))
`),
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.deep.equal(["a &lt; b"]);
      });

      it(`${form}: js_modules`, async () => {
        const page = await openPage(
          tag(
            `
from pyscript.js_modules import escaper
from pyscript import js_modules
print(escaper.escape("<"), js_modules.escaper.escape(">"))
`,
            `config='{"js_modules": {"main": {"/test/pages/fixtures/escaper.js": "escaper"}}}'`,
          ),
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.deep.equal(["&lt; &gt;"]);
      });
    }
  });
}
