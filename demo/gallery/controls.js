/**
 * Controls for attributes, from `<gallery-control>` elements:
 *
 * - `for`: which element, as `tag` or `tag#id`; `attribute`: which attribute of it, or `property`: which
 *   custom property of the live part instead;
 * - `options="|a|b"`: a choice, where the empty one takes the attribute away; `flag`: there or not; `color`:
 *   a colour; else a text;
 * - `label`, `hint`.
 */
import { h } from "./dom.js";
import { readAttribute, writeAttribute } from "./source.js";

/** @returns {{ element: HTMLElement, update(): void } | undefined} undefined when there is nothing to
 *   control */
export function createControls(declarations, getText, setText, live) {
  if (declarations.length === 0) return undefined;
  const controls = declarations.map((declaration) => {
    const property = declaration.getAttribute("property");
    return property
      ? propertyControl(declaration, property, live)
      : attributeControl(declaration, getText, setText);
  });
  for (const declaration of declarations) declaration.remove();
  return {
    element: h("div", { class: "controls" }, ...controls.map(({ element }) => element)),
    update: () => controls.forEach(({ update }) => update()),
  };
}

function attributeControl(declaration, getText, setText) {
  const target = declaration.getAttribute("for");
  const name = declaration.getAttribute("attribute");
  const write = (value) => setText(writeAttribute(getText(), target, name, value));
  const read = () => readAttribute(getText(), target, name);
  const options = declaration.getAttribute("options")?.split("|");

  if (declaration.hasAttribute("flag")) {
    const input = h("input", { type: "checkbox" });
    input.addEventListener("change", () => write(input.checked ? "" : null));
    return { element: field(declaration, name, input), update: () => (input.checked = read() !== null) };
  }
  if (options) {
    const choices = options.map((value) => h("option", { value }, value === "" ? "(not set)" : value));
    const select = h("select", {}, ...choices);
    select.addEventListener("change", () => write(select.value === "" ? null : select.value));
    return { element: field(declaration, name, select), update: () => (select.value = read() ?? "") };
  }
  const input = h("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => write(input.value === "" ? null : input.value.replaceAll('"', "'")));
  return { element: field(declaration, name, input), update: () => (input.value = read() ?? "") };
}

/** A custom property needs no new live part: it takes effect where it stands. */
function propertyControl(declaration, name, live) {
  const isColor = declaration.hasAttribute("color");
  const input = h("input", {
    type: isColor ? "color" : "text",
    value: declaration.getAttribute("value") ?? "",
  });
  input.addEventListener("input", () => live.style.setProperty(name, input.value));
  return { element: field(declaration, name, input), update: () => {} };
}

function field(declaration, name, input) {
  const hint = declaration.getAttribute("hint");
  const id = /#.*/.exec(declaration.getAttribute("for") ?? "")?.[0];
  const text = declaration.getAttribute("label") ?? (id ? `${id} ${name}` : name);
  const label = h("label", {}, h("code", {}, text), input);
  if (!hint) return label;
  label.append(h("small", {}, hint));
  return label;
}
