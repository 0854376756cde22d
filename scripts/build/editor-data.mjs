// Writes data for editors: custom data for VS Code (https://github.com/microsoft/vscode-custom-data), web
// types for JetBrains' editors (https://github.com/JetBrains/web-types).
import { parseAll } from "@webref/idl";

/** @typedef {{ name: string, description: string }} EventAttribute */

/**
 * The attributes that any element of a page can have: `py-click`, `mpy-click` and so on, for each event of
 * HTML.
 *
 * @returns {Promise<EventAttribute[]>}
 */
export async function eventAttributes() {
  const { html } = await parseAll();
  const handlers = html.find(
    ({ type, name }) => type === "interface mixin" && name === "GlobalEventHandlers",
  );
  const events = handlers.members.map(({ name }) => name.replace(/^on/, "")).sort();
  const pythons = [
    ["py", "Pyodide"],
    ["mpy", "MicroPython"],
  ];
  return pythons.flatMap(([prefix, interpreter]) =>
    events.map((event) => ({
      name: `${prefix}-${event}`,
      description: `The name of a Python function (${interpreter}) that is called with each "${event}" event of this element.`,
    })),
  );
}

// --- VS Code
// ---------------------------------------------------------------------------------------------------------

export function htmlData(elements, globalAttributes, { homepage }) {
  const tags = elements.map((element) => ({
    name: element.tagName,
    description: markdown(documentation(element)),
    attributes: (element.attributes ?? []).map(htmlAttribute),
    references: [{ name: "py-elements", url: homepage }],
  }));
  return {
    version: 1.1,
    tags: [...tags, scriptTag(elements)],
    globalAttributes: globalAttributes.map(({ name, description }) => ({ name, description })),
  };
}

/** `<script type="py">` takes what `<py-script>` does. */
function scriptTag(elements) {
  const { attributes } = elements.find(({ tagName }) => tagName === "py-script");
  const values = [
    { name: "py", description: "Python, run by Pyodide" },
    { name: "mpy", description: "Python, run by MicroPython" },
  ];
  const own = attributes.filter(({ name }) => name !== "src" && name !== "async");
  return {
    name: "script",
    attributes: [{ name: "type", values }, ...own.map(htmlAttribute)],
  };
}

function htmlAttribute({ name, description, type }) {
  return {
    name,
    ...(description && { description }),
    ...(isFlag(type) && { valueSet: "v" }),
    ...literals(type.text),
  };
}

const isFlag = (type) => type.text === "boolean";
const markdown = (value) => ({ kind: "markdown", value });

/** The values of a type like `"a" | "b"`. */
function literals(type) {
  const values = [...type.matchAll(/["']([^"']+)["']/g)].map(([, name]) => ({ name }));
  return values.length > 0 ? { values } : {};
}

function documentation(element) {
  const list = (title, entries, name) =>
    entries?.length
      ? `**${title}**\n\n${entries.map((entry) => `- ${name(entry)}: ${entry.description ?? ""}`).join("\n")}`
      : "";
  return [
    element.summary ?? element.description ?? "",
    list("Events", element.events, ({ name }) => `\`${name}\``),
    list("Slots", element.slots, ({ name }) => (name ? `\`${name}\`` : "(default)")),
    list("Parts", element.cssParts, ({ name }) => `\`${name}\``),
    list("CSS properties", element.cssProperties, ({ name }) => `\`${name}\``),
  ]
    .filter(Boolean)
    .join("\n\n");
}

export function cssData(elements) {
  const unique = (entries) => [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  const properties = unique(elements.flatMap(({ cssProperties = [] }) => cssProperties));
  const parts = unique(elements.flatMap(({ cssParts = [] }) => cssParts));
  return {
    version: 1.1,
    properties: properties.map(({ name, description }) => ({ name, description })),
    pseudoElements: parts.map(({ name, description }) => ({ name: `::part(${name})`, description })),
  };
}

// --- JetBrains
// -------------------------------------------------------------------------------------------------------

export function webTypes(elements, globalAttributes, { name, version, homepage }) {
  return {
    $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
    name,
    version,
    "description-markup": "markdown",
    contributions: {
      html: {
        elements: elements.map((element) => webTypesElement(element, homepage)),
        attributes: globalAttributes.map(({ name, description }) => ({
          name,
          description,
          value: { type: "string", required: true },
        })),
      },
    },
  };
}

function webTypesElement(element, homepage) {
  const named = (entries = []) => entries.map(({ name, description }) => ({ name, description }));
  const properties = (element.members ?? []).filter(
    ({ kind, static: isStatic }) => kind === "field" && !isStatic,
  );
  return {
    name: element.tagName,
    description: element.summary,
    "doc-url": homepage,
    attributes: (element.attributes ?? []).map((attribute) => ({
      name: attribute.name,
      description: attribute.description,
      ...(attribute.default && { default: attribute.default }),
      value: isFlag(attribute.type)
        ? { kind: "no-value", type: "boolean" }
        : { type: attribute.type.text, required: !attribute.type.text.includes("boolean") },
    })),
    slots: named(element.slots),
    js: {
      properties: properties.map(({ name, description, type }) => ({
        name,
        description,
        ...(type && { type: type.text }),
      })),
      events: named(element.events),
    },
    css: {
      properties: named(element.cssProperties),
      parts: named(element.cssParts),
    },
  };
}
