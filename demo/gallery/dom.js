/**
 * Makes an element: `h("a", { href: "x.html", class: "link" }, "text", otherElement)`. Functions among the
 * properties are listeners (`onclick`), `true` and `false` make an attribute present or absent, everything
 * else is an attribute.
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(key, value);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const svg = "http://www.w3.org/2000/svg";

/** An icon from path data, 24 by 24, drawn with lines in the text's colour. */
export function icon(...paths) {
  const element = document.createElementNS(svg, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    width: "20",
    height: "20",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  })) {
    element.setAttribute(name, value);
  }
  for (const d of paths) {
    const path = document.createElementNS(svg, "path");
    path.setAttribute("d", d);
    element.append(path);
  }
  return element;
}

/** Takes the common indentation off every line, and blank lines off both ends. */
export function dedent(text) {
  const lines = text
    .replace(/^[ \t]*\n/, "")
    .trimEnd()
    .split("\n");
  const indents = lines.filter((line) => line.trim()).map((line) => /^ */.exec(line)[0].length);
  const margin = indents.length ? Math.min(...indents) : 0;
  return lines.map((line) => line.slice(margin)).join("\n");
}
