/** The tree of a component: what it shows after many renderings is what the last one alone would show. */
import { expect } from "chai";
import { Mark } from "../../../src/runtime/host/web-host.js";
import { Templates } from "../../../src/runtime/page/components/templates.js";
import { View } from "../../../src/runtime/page/components/view.js";

type Node = string | readonly [name: string, attributes: object | undefined, inside: readonly Node[]];

/** A description, as Python writes it. */
function described(nodes: readonly Node[]): string {
  const parts = nodes.map((node) => {
    if (typeof node === "string") return node >= " " ? node : Mark.literal + node;
    const [name, attributes, inside] = node;
    const head = [Mark.begin + name, "", attributes ? JSON.stringify(attributes) : ""];
    const content = described(inside);
    return [...head, ...(inside.length > 0 ? [content] : []), Mark.end].join(Mark.between);
  });
  return parts.join(Mark.between);
}

function viewOf(templates = new Templates()) {
  const root = document.createElement("div");
  const heard: unknown[] = [];
  const view = new View(root, templates, (slot) => heard.push(slot));
  return { root, view, heard, show: (...nodes: Node[]) => view.show(described(nodes), undefined) };
}

/** Numbers that are the same each time, below a limit. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

function randomTree(random: (limit: number) => number, depth = 0): Node[] {
  return Array.from({ length: random(depth === 0 ? 5 : 4) }, (): Node => {
    if (depth === 3 || random(3) === 0)
      return ["", "a", "b", "a longer text to be kept", "\u0001x"][random(5)] as string;
    const attributes = [undefined, { id: "a" }, { title: "b", lang: "en" }, { on_click: { $: random(3) } }];
    const name = ["b", "i", "svg"][random(3)] as string;
    return [name, attributes[random(4)], randomTree(random, depth + 1)];
  });
}

describe("the tree of a component", () => {
  it("is after any renderings what the last one alone shows, for elements that share templates", () => {
    const random = numbers(18);
    const templates = new Templates();
    const views = Array.from({ length: 4 }, () => viewOf(templates));
    const trees = Array.from({ length: 60 }, () => randomTree(random));
    for (let time = 0; time < 3000; time++) {
      const { root, show } = views[random(views.length)] as (typeof views)[0];
      // Often the same with other texts.
      const tree = trees[random(2) ? random(4) : random(trees.length)] as Node[];
      const texts = ["x", "", "\u0002y", "another text that is kept"];
      const other = (nodes: readonly Node[]): Node[] =>
        nodes.map((node) =>
          typeof node === "string" ? (texts[random(4)] as string) : [node[0], node[1], other(node[2])],
        );
      const shown = random(2) ? other(tree) : tree;
      show(...shown);
      const alone = viewOf();
      alone.show(...shown);
      expect(root.innerHTML).to.equal(alone.root.innerHTML);
    }
  });

  it("has the same text node when a text is another one, so what is selected in it stays", () => {
    const { root, show } = viewOf();
    const shown = () =>
      [...root.querySelectorAll("*"), ...root.childNodes].flatMap((each) => [each, ...each.childNodes]);
    show("a", ["b", undefined, ["one"]], ["p", undefined, ["two", ["i", undefined, ["three"]]]]);
    const before = shown();
    show("A", ["b", undefined, ["One"]], ["p", undefined, ["Two", ["i", undefined, ["Three"]]]]);
    expect(root.innerHTML).to.equal("A<b>One</b><p>Two<i>Three</i></p>");
    // Snabbdom's way, since another attribute is there.
    show("A", ["b", { id: "b" }, ["1"]], ["p", undefined, ["Two", ["i", undefined, ["3"]]]]);
    expect(root.innerHTML).to.equal(`A<b id="b">1</b><p>Two<i>3</i></p>`);
    expect(shown().every((node, at) => node === before[at])).to.equal(true);
  });

  it("touches nothing whose text is as before", async () => {
    const { root, show } = viewOf();
    const tree = (text: string): Node[] => [
      ["b", undefined, ["same"]],
      ["i", undefined, [text]],
    ];
    show(...tree("1"));
    const observer = new MutationObserver(() => {});
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    show(...tree("1"));
    expect(observer.takeRecords()).to.have.length(0);
    show(...tree("2"));
    expect(observer.takeRecords().map(({ target }) => target.parentNode?.nodeName)).to.deep.equal(["I"]);
  });

  it("goes on where something lent was in its place", () => {
    const { root, view, show } = viewOf();
    show(["b", undefined, ["1"]]);
    const lent = document.createElement("u");
    view.show([Mark.begin + "b", "", "", Mark.lent + "7", Mark.end].join(Mark.between), new Map([[7, lent]]));
    expect(root.innerHTML).to.equal("<b><u></u></b>");
    show(["b", undefined, ["1"]]);
    expect(root.innerHTML).to.equal("<b>1</b>");
    show(["b", undefined, ["2"]]);
    expect(root.innerHTML).to.equal("<b>2</b>");
  });

  it("calls the functions of the latest rendering where nothing but a text is another one", () => {
    const { root, heard, show } = viewOf();
    const click = () => root.querySelector("b")?.click();
    show(["b", { on_click: { $: 1 } }, ["1"]]);
    click();
    show(["b", { on_click: { $: 1 } }, ["2"]]);
    click();
    show(["b", { on_click: { $: 2 } }, ["2"]]);
    click();
    show(["b", undefined, ["3"]]);
    click();
    expect(heard).to.deep.equal([1, 1, 2]);
  });
});
