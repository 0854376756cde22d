/** The pages of PyScript's guide on its editor, each in other words, on both interpreters. */
import { expect } from "chai";
import { seen } from "../harness/editors.js";
import { openPage, until } from "../harness/page.js";

for (const type of ["mpy", "py"] as const) {
  describe(`PyScript's pages with editors (${type})`, function () {
    this.timeout(60_000);
    const editor = (attributes: string, code = "") =>
      `<script type="${type}-editor" ${attributes}>${code}</script>`;

    it("have editors with places of their own, and editors that share one, named in the bar", async () => {
      const counting = "if 'a' not in globals():\n    a = 1\nelse:\n    a += 1\nprint(a)";
      const page = await openPage(
        [
          editor('id="version"', "\nimport sys\nprint(sys.version)\nown = 42\n"),
          editor('id="alone"', "print('own' in globals())"),
          editor('id="one" env="shared"', counting),
          editor('id="two" env="shared"', "\n# twice as much\nprint(a * 2)\n"),
        ].join("\n"),
      );
      await until(() => page.document.querySelectorAll("py-editor").length === 4);
      const [version, alone, one, two] = ["#version", "#alone", "#one", "#two"].map((id) => seen(page, id));
      for (const { editor } of [version, alone, one, two].flatMap((found) => found ?? [])) await editor.run();
      expect(version?.output()).to.match(/^3\./);
      expect(alone?.output()).to.equal("False\n");
      expect(one?.output()).to.equal("1\n");
      expect(two?.output()).to.equal("2\n");
      await one?.editor.run();
      await two?.editor.run();
      expect([one?.output(), two?.output()]).to.deep.equal(["2\n", "4\n"]);
      const bar = one?.inside('[part="name"]')?.textContent;
      expect(bar)
        .to.include(type === "py" ? "Pyodide" : "MicroPython")
        .and.to.include("shared");
      expect(page.errors).to.deep.equal([]);
    });

    it("have code from a file, a setup with its own configuration, and a place elsewhere", async () => {
      const files = `{"files": {"/test/pages/fixtures/main.py": "./lesson_parts.py"}}`;
      const page = await openPage(
        [
          editor(
            `env="room" setup config='${files}'`,
            "import os\nhas_file = 'lesson_parts.py' in os.listdir()",
          ),
          editor('env="room" id="there" target="place"', "print(has_file)"),
          `<div id="place"></div>`,
          `<script type="${type}-editor" id="file" src="/test/pages/fixtures/lesson.py"></script>`,
          `<py-editor type="${type}" id="element" src="/test/pages/fixtures/lesson.py"></py-editor>`,
        ].join("\n"),
      );
      const [there, file, element] = ["#there", "#file", "#element"].map((id) => seen(page, id));
      await until(() => there?.view());
      expect(page.get("#place").firstElementChild).to.equal(there?.view());
      await there?.editor.run();
      expect(there?.output()).to.equal("True\n");
      for (const one of [file, element]) {
        await until(() => one?.editor.code.startsWith("# A lesson"), "the file's code is seen");
        await one?.editor.run();
        expect(one?.output()).to.equal("from a file\n");
      }
      expect(page.errors).to.deep.equal([]);
    });

    it("run by ⌘ + Enter on a Mac, and as Python of the page wants it", async () => {
      const page = await openPage(
        `${editor('id="it"', "print(6 * 7)")}
        <script type="${type}">
          from pyscript import document

          editor = document.querySelector("#it")
          print(editor.code)
          editor.code = """
a = 1
b = 2
print(a + b)
"""
          await editor.process(editor.code, True)
        </script>`,
        {
          head: `<script>Object.defineProperty(navigator, "platform", { value: "MacIntel" })</script>`,
        },
      );
      await page.finished();
      expect(page.logs).to.deep.equal(["print(6 * 7)"]);
      const it = seen(page, "#it");
      expect(it.output()).to.equal("3\n");
      await it.ready();
      it.editor.code = "print('by key')";
      it.press("Enter", { metaKey: true, keyCode: 13 });
      await until(() => it.output() === "by key\n");
      expect(it.editor.code).to.equal("print('by key')");
      expect(page.errors).to.deep.equal([]);
    });

    it("install the packages of their configuration, for all of their place, when somebody runs", async () => {
      const server = `${location.origin}/test-server/@editors-${type}/`;
      const config = JSON.stringify(
        type === "py"
          ? { packages: ["greeting"], index_urls: `${server}pypi/{package_name}/json` }
          : { packages: ["hello"], index_urls: `${server}mip` },
      );
      const greeting =
        type === "py" ? "import greeting\nprint(greeting.name)" : "from hello import greet\nprint(greet())";
      const page = await openPage(
        [
          editor(`id="one" env="packed" config='${config}'`, greeting),
          editor('id="two" env="packed"', greeting),
        ].join("\n"),
      );
      const requests = async () =>
        Object.keys((await (await fetch(`${server}requests`)).json()) as object).length;
      const [one, two] = [seen(page, "#one"), seen(page, "#two")];
      await until(() => one.view() && two.view());
      await one.ready();
      expect(await requests(), "nothing is installed before somebody runs").to.equal(0);
      for (const { editor, output } of [one, two]) {
        await editor.run();
        expect(output()).to.equal(type === "py" ? "greeting\n" : "hello mip\n");
      }
      expect(await requests()).to.be.greaterThan(0);
      expect(page.errors).to.deep.equal([]);
    });

    it("show tables, HTML, JSON and elements as well as text", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">from pyscript import display, web
class Table:
    def _repr_html_(self):
        return "<table><tr><td>1<td>2</table>"
class Data:
    def _repr_json_(self):
        return '{"a": [1, 2]}'
display(Table(), Data(), {"b": 3}, [1, "two"])
display(web.mark("made"))
Table()</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      await it.run();
      expect(page.errors).to.deep.equal([]);
      expect(it.view().querySelectorAll(".py-editor-output table").length).to.equal(2);
      expect(it.view().querySelector(".py-editor-output mark")?.textContent).to.equal("made");
      expect(it.output()).to.match(/"a"/).and.to.include("'b': 3").and.to.include("[1, 'two']");
    });
  });
}
