/** Queueing is invisible: an operation that fails, fails in its own statement. */
import { expect } from "chai";
import { createLinkWorld, type LinkWorld } from "../../harness/link-world.js";

describe("queued operations", function () {
  this.timeout(60_000);
  let world: LinkWorld;
  const box = document.createElement("div");
  box.id = "box";

  before(async () => {
    document.body.append(box);
    const page = globalThis as unknown as { kept?: Element; moveIntoKept: () => void };
    page.moveIntoKept = () => page.kept?.append(...box.children);
    world = await createLinkWorld("mpy");
    await world.run(`
from pyscript._remote import root as window
document = window.document
make = document.createElement
box = document.getElementById("box")

def attempt(*steps):
    """The number of the step that raises, and what"""
    for number, step in enumerate(steps):
        try:
            step()
        except Exception as error:
            return f"{number} {type(error).__name__} {error}"
    document.title  # waits
    return "none"
`);
  });
  after(() => {
    world?.end();
    box.remove();
  });
  beforeEach(() => box.replaceChildren());

  /** Does steps, the last of which fails, then one that waits. @returns the place it failed, and how */
  const attempt = (setUp: string, ...steps: string[]) =>
    world.run(`${setUp}\nattempt(${steps.map((step) => `lambda: ${step}`).join(", ")})`);

  const cases: [string, string, string[], RegExp][] = [
    [
      "a node into what it contains",
      "a, b = make('p'), make('p')",
      ["a.append(b)", "b.append(a)"],
      /^1 .*Hierarchy/,
    ],
    ["a node into itself", "a = make('p')", ["a.append(a)"], /^0 .*Hierarchy/],
    [
      "a node into what it contains by markup",
      "a = make('p')\na.innerHTML = '<b></b>'",
      ["a.id", "a.firstChild.append(a)"],
      /^1 .*Hierarchy/,
    ],
    [
      "a node into what it contains, by its list of children",
      "a = make('p')\na.innerHTML = '<b></b>'\nlist = a.childNodes\nc = list[0]",
      ["a.id", "c.append(a)"],
      /^1 .*Hierarchy/,
    ],
    [
      "a node into what it contains, by iteration",
      "a = make('p')\na.innerHTML = '<b></b>'\nc = [child for child in a.children][0]",
      ["a.id", "c.append(a)"],
      /^1 .*Hierarchy/,
    ],
    [
      "a template into its content",
      "t = make('template')",
      ["t.content", "t.content.append(t)"],
      /^1 .*Hierarchy/,
    ],
    [
      "a template into its content, once that is known",
      "make('template').content\nt = make('template')",
      ["t.content", "t.content.append(t)"],
      /^1 .*Hierarchy/,
    ],
    [
      "a node that the page got hold of",
      "a = make('p')\nwindow.kept = a\nbox.innerHTML = '<i></i>'\ni = box.firstChild\nwindow.moveIntoKept()",
      ["i.append(a)"],
      /^0 .*Hierarchy/,
    ],
    [
      "a host into its shadow root",
      "h = make('div')\ns = h.attachShadow(window.JSON.parse('{\"mode\":\"open\"}'))",
      ["s.append(h)"],
      /^0 .*Hierarchy/,
    ],
    [
      "a node into a child that was moved there",
      "a = make('p')\nbox.innerHTML = '<i></i>'\ni = box.firstChild\na.append(i)",
      ["i.append(a)"],
      /^0 .*Hierarchy/,
    ],
    [
      "a node into what a fragment brought into it",
      "a, b, f = make('p'), make('b'), document.createDocumentFragment()\nf.append(b)\na.append(f)",
      ["b.append(a)"],
      /^0 .*Hierarchy/,
    ],
    ["text beside the root", "root = document.documentElement", ["root.before(make('p'))"], /^0 .*Hierarchy/],
    [
      "computed style",
      "style = window.getComputedStyle(box)\nbox.style.color = 'red'",
      ["style.color", "style.setProperty('color', 'red')"],
      /^1 .*(NoModification|read-only|computed)/,
    ],
    [
      "a read-only member of a style",
      "style = box.style\nstyle.color = 'red'",
      ["setattr(style, 'length', 3)"],
      /^0 /,
    ],
    [
      "a form whose control has a method's name",
      "form = make('form')\nform.innerHTML = '<input name=append>'",
      ["form.append('x')"],
      /^0 /,
    ],
    ["an invalid token", "", ["box.classList.add('a')", "box.classList.add('a b')"], /^1 .*InvalidCharacter/],
    ["an invalid attribute", "", ["box.setAttribute('a b', '')"], /^0 .*InvalidCharacter/],
    ["an invalid tag", "", ["make('a b')"], /^0 .*InvalidCharacter/],
    ["the type of an argument", "", ["box.append(make('p'), 'x')", "box.appendChild('x')"], /^1 /],
    ["too few arguments", "", ["box.setAttribute('a')"], /^0 /],
  ];

  for (const [title, setUp, steps, expected] of cases) {
    it(`lets ${title} fail where it stands`, async () => {
      expect(await attempt(setUp, ...steps)).to.match(expected);
    });
  }

  it("keeps the order of what is queued and what is not", async () => {
    expect(
      await world.run(`
log = []
for index in range(100):
    item = make("p")
    item.textContent = str(index)
    if index % 3 == 0:
        box.append(item)
    elif index % 3 == 1:
        box.insertBefore(item, None)
    else:
        box.innerHTML += "<p>" + str(index) + "</p>"
    if index % 10 == 0:
        log.append(box.lastChild.textContent == str(index) and box.children.length == index + 1)
all(log) and box.textContent == "".join([str(index) for index in range(100)])
`),
    ).to.equal(true);
  });

  it("sees what page code does in between", async () => {
    const observed: string[] = [];
    const observer = new MutationObserver((records) => observed.push(...records.map(({ type }) => type)));
    observer.observe(box, { childList: true, attributes: true });
    await world.run('box.append(make("p"))\nbox.id = "box"');
    await new Promise((resolve) => setTimeout(resolve));
    observer.disconnect();
    expect(observed).to.deep.equal(["childList", "attributes"]);
  });
});
