/** The browser's objects: for tests that try all of them. */
import { knownTags } from "../../src/runtime/link/shared/tags.js";

const svg = "http://www.w3.org/2000/svg";

/**
 * Objects of every class that can be made, in different states: a label, the object, the name of its shape
 * where that is not its class. They take the place of all that the page shows.
 */
export function platformObjects(): [string, object, string?][] {
  const box = document.createElement("div");
  document.body.replaceChildren(box);
  // Nothing is to leave the page.
  for (const type of ["click", "submit"]) box.addEventListener(type, (event) => event.preventDefault(), true);
  const inDocument = (element: Element) => {
    box.append(element);
    return element;
  };
  const html = knownTags.html.map((tag): [string, object] => [tag, document.createElement(tag)]);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const styled = document.createElement("p");
  const sheet = document.createElement("style");
  sheet.textContent = "p.never { color: red }";
  box.append(sheet);
  const inputs = [
    "text",
    "file",
    "checkbox",
    "radio",
    "number",
    "date",
    "color",
    "range",
    "button",
    "image",
    "email",
    "hidden",
  ];
  const rule = sheet.sheet?.cssRules[0];
  if (!rule) throw new Error("The style sheet has no rule.");
  return [
    ...html,
    ...knownTags.html
      .filter((tag) => !["base", "link", "meta"].includes(tag))
      .map((tag): [string, object] => [`${tag} in the document`, inDocument(document.createElement(tag))]),
    ...knownTags.svg.map((tag): [string, object] => [
      `svg ${tag}`,
      inDocument(document.createElementNS(svg, tag)),
    ]),
    ...inputs.map((type): [string, object] => {
      const input = document.createElement("input");
      input.type = type;
      return [`input of type ${type}`, inDocument(input)];
    }),
    ["unknown element", document.createElement("nonsense")],
    ["element of a custom tag", document.createElement("some-thing")],
    ["script", document.createElement("script")],
    ["form", document.createElement("form")],
    ["text", document.createTextNode("t")],
    ["comment", document.createComment("c")],
    ["comment in the document", document.insertBefore(document.createComment("c"), document.documentElement)],
    ["doctype", document.implementation.createDocumentType("html", "", "")],
    ["fragment", document.createDocumentFragment()],
    ["shadow root", document.createElement("div").attachShadow({ mode: "open" })],
    ["root element", document.implementation.createHTMLDocument("t").documentElement],
    ["document", document],
    ["another document", document.implementation.createHTMLDocument("t")],
    ["canvas context", canvas.getContext("2d") as object],
    ["path", new Path2D()],
    ["offscreen context", new OffscreenCanvas(10, 10).getContext("2d") as object],
    ["event", new Event("x")],
    ["mouse event", new MouseEvent("x", { cancelable: true })],
    ["token list", document.createElement("p").classList],
    ["inline style", styled.style, "InlineStyle"],
    ["a rule's style", (rule as CSSStyleRule).style, "InlineStyle"],
    ["rule", rule],
    ["data set", document.createElement("p").dataset],
    ["form data", new FormData()],
    ["search", new URLSearchParams()],
    ["abort", new AbortController()],
    ["observer", new MutationObserver(() => {})],
    ["message port", new MessageChannel().port1],
  ];
}
