/** The parts of the Python package that a source is given, as far as its text tells; see
 * `runtime/loading/archive.ts`. */
import { expect } from "chai";
import { partsNeeded } from "../../src/runtime/loading/archive.js";
import { openPage } from "../harness/page.js";

const all = ["base", "more"];

describe("the parts of the package", function () {
  this.timeout(60_000);

  for (const [source, parts] of [
    ["print(1)", []],
    ["from pyscript import display, HTML\ndisplay(HTML('a'))", ["base"]],
    ["from pyscript import web", all],
    ["class A:\n  def _repr_html_(self): return ''", all],
    ["figure.savefig = draw", all],
    ["exec(document.querySelector('textarea').value)", all],
    ["importlib.import_module(name)", all],
    ["executed = evaluated = 1", []],
  ] as const) {
    it(`are ${JSON.stringify(parts)} for ${JSON.stringify(source)}`, () => {
      expect(partsNeeded(source)).to.deep.equal(parts);
    });
  }

  for (const type of ["mpy", "py"] as const) {
    for (const attribute of ["", 'worker env="one"']) {
      const open = async (...sources: readonly string[]) => {
        const scripts = sources.map((source) => `<script type="${type}" ${attribute}>${source}</script>`);
        const page = await openPage(`<div id="out"></div>${scripts.join("")}`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        return page.get("#out").innerHTML;
      };

      it(`have rich forms for objects of another source (${type} ${attribute})`, async () => {
        const shown = await open(
          `
class Rich:
    def _repr_html_(self):
        return "<b>bold</b>"
rich = Rich()`,
          `
from pyscript import display
display(rich, target="out")`,
        );
        expect(shown).to.equal("<div><b>bold</b></div>");
      });

      it(`are not needed for what has any attribute it is asked for (${type} ${attribute})`, async () => {
        const shown = await open(`
from pyscript import display, HTML
class MakesUp:
    def __getattr__(self, name):
        return 1
    def __repr__(self):
        return "made up"
display(HTML("<i>it</i>"), MakesUp(), {1}, target="out")`);
        expect(shown).to.equal("<div><i>it</i></div><div>made up</div><div>{1}</div>");
      });

      it(`have what a source imports that another one executes (${type} ${attribute})`, async () => {
        const shown = await open(`
source = 'from py' + 'script.web import page; page["#out"].innerHTML = "found"'
exec(source)`);
        expect(shown).to.equal("found");
      });
    }
  }
});
