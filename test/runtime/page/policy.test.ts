/** Display under the strict policy that the specification names. */
import { expect } from "chai";
import { openPage } from "../../harness/page.js";

const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";

describe("display under a strict content security policy", function () {
  this.timeout(30_000);

  const open = (code: string) =>
    openPage(
      `<mpy-script id="app"><script type="text/python">
from pyscript import display
class Rich:
    def __init__(self, form, content):
        setattr(self, form, lambda: content)
${code}
</script></mpy-script>`,
      { head: `<meta http-equiv="content-security-policy" content="${policy}">` },
    );

  it("shows images, their styles included, without a violation", async () => {
    const page = await open(`
svg = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4" style="fill: red"/></svg>'
display(Rich("_repr_svg_", svg))
display(Rich("_repr_mimebundle_", ({"image/png": "AAAA"}, {"style": "width: 3px"})))
display("<i style='color: red'>text</i>")
`);
    await page.finished();
    expect(page.get<SVGElement>("circle").style.fill).to.equal("red");
    expect(page.get("img").style.width).to.equal("3px");
    expect(page.errors).to.deep.equal([]);
  });

  it("says why JavaScript does not run", async () => {
    const page = await open(`
try:
    display(Rich("_repr_javascript_", "window.ran = 1"))
except ValueError as error:
    display(str(error))
`);
    await page.finished();
    expect(page.get("#app").textContent).to.include("content security policy forbids inline scripts");
    expect(page.window).not.to.have.property("ran");
  });
});
