/**
 * The examples of `builtin-apis.md` as printed, but for the addresses: on both interpreters, on the main
 * thread and in workers, as elements and as script tags. Those of storage, donkeys, the bridge and
 * `PyWorker` have files of their own.
 */
import { expect } from "chai";
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";
import { openPage, until, type TestPage } from "../harness/page.js";

type Type = "mpy" | "py";

interface Example {
  readonly title: string;
  /** True if HTML's parser changes the code in an element, so that it can only stand in a script tag. */
  readonly hasMarkup?: boolean;
  readonly attributes?: string;
  readonly body?: (type: Type) => string;
  readonly code: string;
  /** The lines that it prints. */
  readonly prints?: readonly string[] | ((type: Type, worker: boolean) => readonly string[]);
  /** `output` is the element that shows what the example displays. */
  check?(page: TestPage, output: Element): unknown;
}

const escaper = "/test/pages/fixtures/escaper.js";
const echo = `${location.origin}/test-web/echo`;
const socket = `${location.origin.replace("http", "ws")}/test-socket/echo`;
const packages = { py: "pypi/{package_name}/json", mpy: "mip" };

const config = (type: Type, sync: SyncMode | undefined) =>
  JSON.stringify({
    ...(sync && { sync }),
    some: { key: 1 },
    experimental_create_proxy: "auto",
    js_modules: { main: { [escaper]: "escaper" }, worker: { [escaper]: "escaper" } },
    index_urls: [`${location.origin}/test-server/${packages[type]}`],
  });

const examples: readonly Example[] = [
  {
    title: "document",
    code: `
from pyscript import document
document.title = "from Python"`,
    check: ({ document }) => expect(document.title).to.equal("from Python"),
  },
  {
    title: "config",
    code: `
from pyscript import config


# It's just a dict.
print(config.get("files"))
# This will be either "mpy" or "py" depending on the current interpreter.
print(config["type"])
`,
    prints: (type) => ["None", type],
  },
  {
    title: "display, append=False",
    code: `
    from pyscript import display
    display("PyScript", append=False)
`,
    check: (_page, output) => expect(output.innerHTML.trim()).to.equal("PyScript"),
  },
  {
    title: "display, target as an attribute",
    attributes: `target="my-h1"`,
    body: () => `<h1 id="my-h1"></h1>`,
    code: `
    from pyscript import display
    display("PyScript", append=False)
`,
    check: ({ get }) => expect(get("h1").innerHTML).to.equal("PyScript"),
  },
  {
    title: "display, target as an argument",
    body: () => `<h2 id="my-h2"></h2>`,
    code: `
    from pyscript import display
    display("PyScript", target="my-h2", append=False)
`,
    check: ({ get }) => expect(get("h2").innerHTML).to.equal("PyScript"),
  },
  {
    title: "HTML",
    hasMarkup: true,
    code: `
    from pyscript import display, HTML

    # Escaped by default:
    display("<em>em</em>")  # &lt;em&gt;em&lt;/em&gt;

    # Un-escaped raw content inserted into the page:
    display(HTML("<em>em</em>"))  # <em>em</em>
`,
    check: (_page, output) =>
      expect([...output.children].map(({ innerHTML }) => innerHTML)).to.deep.equal([
        "&lt;em&gt;em&lt;/em&gt;",
        "<em>em</em>",
      ]),
  },
  {
    title: "fetch, two awaits",
    code: `
from pyscript import fetch


response = await fetch("${echo}/bytes", method="POST", body="first")
if response.ok:
    data = await response.text()
else:
    print(response.status)
print(data)`,
    prints: ["first"],
  },
  {
    title: "fetch, a single await",
    code: `
from pyscript import fetch

data = await fetch("${escaper}").text()
print("escape" in data)`,
    prints: ["True"],
  },
  {
    title: "fetch, options",
    code: `
from pyscript import fetch


result = await fetch("${echo}/bytes", method="POST", body="HELLO").text()
print(result)`,
    prints: ["HELLO"],
  },
  {
    title: "experimental_create_proxy",
    body: () => `<button id="automatic">b</button>`,
    code: `
from pyscript import document
document.querySelector("#automatic").onclick = lambda event: print("automatic", event.type)
`,
    check: async ({ get, logs }) => {
      get("#automatic").click();
      await until(() => logs.includes("automatic click"), "a click");
    },
  },
  {
    title: "when",
    body: () => `<button id="my_button">Click me!</button><button id="my-button">Me too</button>`,
    code: `
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
`,
    check: async ({ get }, output) => {
      get("#my_button").click();
      get("#my-button").click();
      await until(() => output.children.length === 2, "two clicks");
      expect(output.textContent.trim()).to.match(/^I've been clicked!\s*I've been clicked!$/);
    },
  },
  {
    title: "event attributes",
    body: (type) => `<button ${type}-click="handle_click" id="by-attribute">Click me!</button>`,
    code: `
from pyscript import window


def handle_click(event):
    """
    Simply log the click event to the browser's console.
    """
    window.console.log(event)    

__export__ = ["handle_click"]
`,
    check: async ({ get, logs }) => {
      get("#by-attribute").click();
      await until(() => logs.some((text) => /^\[object (Pointer|Mouse)Event\]/.test(text)), "a click");
    },
  },
  {
    title: "RUNNING_IN_WORKER",
    code: `
from pyscript import RUNNING_IN_WORKER
print("in a worker:", RUNNING_IN_WORKER)`,
    prints: (_type, worker) => [`in a worker: ${worker ? "True" : "False"}`],
  },
  {
    title: "WebSocket",
    code: `
    from pyscript import WebSocket

    def onopen(event):
        print(event.type)
        ws.send("hello")

    def onmessage(event):
        print(event.type, event.data)
        ws.close()

    def onclose(event):
        print(event.type)

    ws = WebSocket(url="${socket}")
    ws.onopen = onopen
    ws.onmessage = onmessage
    ws.onclose = onclose
`,
    prints: ["open", "message hello", "close"],
  },
  {
    title: "WebSocket, a handler as argument",
    code: `
    from pyscript import WebSocket


    def onmessage(event):
        print(event.type, event.data)
        ws2.close()


    ws2 = WebSocket(url="${socket}", onmessage=onmessage)
    ws2.onopen = lambda event: ws2.send("to an argument")
`,
    prints: ["message to an argument"],
  },
  {
    title: "js_import",
    code: `
from pyscript import js_import, window

escaper, = await js_import("${escaper}")

window.console.log(escaper)
print(escaper.escape("a >"))
`,
    prints: ["[object Module]", "a &gt;"],
  },
  {
    title: "js_modules",
    code: `
from pyscript.js_modules import escaper
from pyscript import js_modules
print(escaper.escape(">"), js_modules.escaper.escape("&"))
`,
    prints: ["&gt; &amp;"],
  },
  {
    title: "options of a select, slices of children",
    code: `
from pyscript.web import *
page.append(my_element := div(*[p(str(number)) for number in range(12)]))

my_select = select_(option("apple", value=1), option("pear"))
page.append(my_select)

selected_option = my_select.options.selected
print(selected_option.html)
my_select.options.remove(0)  # Remove the first option (in position 0).
print(len(my_select.options), "option")
my_select.clear()
my_select.options.add(html="Orange")
print(my_select.options[0].html)

for child in my_element.children[10:]:
    print(child.html)
`,
    prints: ["apple", "1 option", "Orange", "10", "11"],
  },
];

/** `py_import` of two packages of the type's index. */
const pyImport = {
  py: `
from pyscript import py_import

matplotlib, regex, = await py_import("shout", "megaphone")

print(matplotlib, regex)
`,
  mpy: `
from pyscript import py_import

matplotlib, regex, = await py_import("hello", "hello-dep")

print(matplotlib, regex)
`,
};

/** @param sync how workers reach the page; by default the best that it allows, and the main thread's as
 *   well */
export function referenceSuite(sync?: SyncMode): void {
  for (const type of ["mpy", "py"] as const) describeReference(type, sync);
}

function describeReference(type: Type, sync: SyncMode | undefined): void {
  describe(`the reference, ${type}, ${sync ?? "main thread and workers"}`, function () {
    this.timeout(120_000);

    const formOf = {
      element: (code: string, attributes: string) => `<${type}-script ${attributes}>${code}</${type}-script>`,
      "script tag": (code: string, attributes: string) =>
        `<script type="${type}" ${attributes}>${code}</script>`,
    };

    for (const form of ["element", "script tag"] as const) {
      for (const worker of sync ? [true] : [false, true]) {
        it(`the examples, ${worker ? "in a worker" : "on the main thread"}, each a ${form}`, async () => {
          const tag = formOf[form];
          const own = examples.filter(({ hasMarkup }) => !hasMarkup || form === "script tag");
          const more = worker ? ' worker env="all"' : "";
          const page = await openPage(
            `<${type}-config>${config(type, sync)}</${type}-config>` +
              own
                .map(
                  ({ body, code, attributes = "" }, index) =>
                    (body?.(type) ?? "") + tag(code, `id="example-${index}" ${attributes}${more}`),
                )
                .join("\n") +
              tag(pyImport[type], `id="unique-id" ${more}`),
          );
          await page.finished();
          expect(page.errors).to.deep.equal([]);
          for (const [index, { title, prints = [], check }] of own.entries()) {
            const lines = typeof prints === "function" ? prints(type, worker) : prints;
            for (const line of lines) await until(() => page.logs.includes(line), `${title}: ${line}`);
            const example = page.get<HTMLElementTagNameMap["py-script"]>(`#example-${index}`);
            const output =
              form === "element" ? example : page.document.querySelector(`#example-${index} + script-py`);
            await check?.(page, output ?? example);
          }
          expect(
            page.logs.some((line) => /^<module .*> <module .*>$/.test(line)),
            "py_import",
          ).to.equal(true);
          expect(page.errors).to.deep.equal([]);
          expect(page.warnings).to.deep.equal([]);
        });
      }
    }

    for (const worker of sync ? ["worker"] : ["", "worker"]) {
      it(`current_target(): explicit ids, counted ids, script tags ${worker}`, async () => {
        const page = await openPage(`
        <${type}-script id="explicit-id" ${worker}>
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </${type}-script>
        <${type}-script ${worker}>
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </${type}-script>
        <script type="${type}" ${worker}>
            from pyscript import display, current_target
            display(f"current_target(): {current_target()}")
        </script>
        <script type="${type}" id="unique-id" ${worker}>
            from pyscript import document
            print(document.getElementById("unique-id").tagName)
        </script>`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.get("#explicit-id").textContent.trim()).to.equal("current_target(): explicit-id");
        expect(page.get(`#${type}-0`).textContent.trim()).to.equal(`current_target(): ${type}-0`);
        expect(page.get(`script + script-py#${type}-1`).innerHTML.trim()).to.equal(
          `<div>current_target(): ${type}-1</div>`,
        );
        expect(page.logs).to.deep.equal(["SCRIPT"]);
      });
    }

    it("the examples of display, as one page", async () => {
      const page = await openPage(`
<!-- will produce
    <py-script>PyScript</py-script>
-->
<${type}-script worker>
    from pyscript import display
    display("PyScript", append=False)
</${type}-script>

<!-- will produce
    <script type="py">...</script>
    <script-py>PyScript</script-py>
-->
<script type="${type}">
    from pyscript import display
    display("PyScript", append=False)
</script>

<!-- will populate <h1>PyScript</h1> -->
<script type="${type}" target="my-h1">
    from pyscript import display
    display("PyScript", append=False)
</script>
<h1 id="my-h1"></h1>

<!-- will populate <h2>PyScript</h2> -->
<script type="${type}" worker>
    from pyscript import display
    display("PyScript", target="my-h2", append=False)
</script>
<h2 id="my-h2"></h2>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      for (const selector of [`${type}-script`, "script + script-py", "h1", "h2"]) {
        expect(page.get(selector).innerHTML.trim(), selector).to.equal("PyScript");
      }
    });
  });
}
