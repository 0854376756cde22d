// What editors and JSX know of the elements, all from their JSDoc: the custom elements manifest, VS Code's custom data,
// JSX types.
import { cli } from "@custom-elements-manifest/analyzer/cli.js";

/**
 * Analyzes the elements' sources.
 *
 * @param {string} root the repository
 * @returns {Promise<Record<string, string>>} files of `dist/`, by name
 */
export async function describeElements(root) {
  const manifest = await readManifest(root);
  const elements = listElements(manifest);
  return {
    "custom-elements.json": json(manifest),
    "vscode.html-custom-data.json": json(htmlData(elements)),
    "vscode.css-custom-data.json": json(cssData(elements)),
    "jsx.d.ts": jsxTypes(elements),
    "react.d.ts": reactTypes,
    // `import "py-elements/react"` has types only: what is left of it when it runs.
    "jsx.js": "export {};\n",
    "react.js": "export {};\n",
  };
}

/** The custom elements manifest of the sources in a repository. */
export async function readManifest(root) {
  const argv = ["analyze", "--config", "custom-elements-manifest.config.mjs"];
  return published(await cli({ argv, cwd: root, noWrite: true }));
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The manifest with the paths that the package publishes, without what is private, events under the names they have. */
function published(manifest) {
  const paths = JSON.stringify(manifest).replaceAll(/"\/?src\/([^"]+)\.ts"/g, '"dist/lib/$1.js"');
  const result = JSON.parse(paths);
  for (const declaration of result.modules.flatMap((module) => module.declarations ?? [])) {
    declaration.members &&= declaration.members.filter(({ name }) => !name.startsWith("#"));
    if (declaration.tagName) declaration.events &&= namedEvents(declaration);
  }
  return result;
}

/** The sources say `py:…` for events that are named after the interpreter. */
function namedEvents({ tagName, events }) {
  const takesType = tagName === "py-terminal" || tagName === "py-donkey";
  const prefixes = takesType ? ["py", "mpy"] : [tagName.startsWith("mpy-") ? "mpy" : "py"];
  return prefixes.flatMap((prefix) =>
    events.map((event) => ({ ...event, name: event.name.replace("py:", `${prefix}:`) })),
  );
}

/** The declarations that have a tag, sorted by it, each with the module that it is in. */
export function listElements(manifest) {
  return manifest.modules
    .flatMap((module) =>
      (module.declarations ?? []).map((declaration) => ({ ...declaration, path: module.path })),
    )
    .filter((declaration) => declaration.tagName)
    .sort((a, b) => (a.tagName < b.tagName ? -1 : 1));
}

// --- VS Code ---------------------------------------------------------------------------------------------------------

function htmlData(elements) {
  return {
    version: 1.1,
    tags: elements.map((element) => ({
      name: element.tagName,
      description: { kind: "markdown", value: documentation(element) },
      attributes: (element.attributes ?? []).map((attribute) => ({
        name: attribute.name,
        ...(attribute.description && { description: attribute.description }),
        ...(attribute.type?.text === "boolean" && { valueSet: "v" }),
        ...literals(attribute.type?.text),
      })),
    })),
  };
}

/** The values of a type like `"a" | "b"`. */
function literals(type) {
  const values = [...(type ?? "").matchAll(/["']([^"']+)["']/g)].map(([, name]) => ({ name }));
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

function cssData(elements) {
  const properties = new Map(
    elements.flatMap((element) => element.cssProperties ?? []).map((p) => [p.name, p]),
  );
  return {
    version: 1.1,
    properties: [...properties.values()].map(({ name, description }) => ({ name, description })),
  };
}

// --- JSX -------------------------------------------------------------------------------------------------------------

/** Types for JSX. Attributes have their property's type, events their class's. */
function jsxTypes(elements) {
  const imports = elements.map(
    ({ name, path }) => `import type { ${name} } from "./${path.slice("dist/".length)}";`,
  );
  const tags = elements.map((element) => {
    const attributes = (element.attributes ?? []).map(
      ({ name, fieldName, type, description }) =>
        comment(description) +
        `    ${JSON.stringify(name)}?: ${fieldName ? `${element.name}["${fieldName}"]` : (type?.text ?? "string")} | undefined;\n`,
    );
    // Under both names: of frameworks, some take the one with the dash only.
    const events = (element.events ?? []).flatMap(({ name, type, description }) =>
      [name, name.replace(":", "-")].map(
        (each) =>
          `${comment(description)}    ${JSON.stringify(`on${each}`)}?: ((event: ${type.text}) => void) | undefined;\n`,
      ),
    );
    return (
      comment(element.summary, "  ") +
      `  "${element.tagName}": Common<${element.name}> & {\n${[...attributes, ...events].join("")}  };\n`
    );
  });
  const events = new Set(elements.flatMap(({ events }) => (events ?? []).map(({ type }) => type.text)));
  return `${imports.join("\n")}
import type { ${[...events].sort().join(", ")} } from "./lib/elements/events.js";

/** What every element takes. */
interface Common<T extends HTMLElement> {
  children?: unknown;
  class?: string | undefined;
  className?: string | undefined;
  hidden?: boolean | undefined;
  id?: string | undefined;
  key?: string | number | undefined;
  ref?: ((element: T | null) => void) | { current: T | null } | undefined;
  role?: string | undefined;
  slot?: string | undefined;
  style?: string | object | undefined;
  tabIndex?: number | undefined;
  title?: string | undefined;
}

/** The elements' tags and what they take in JSX. */
export interface PyElements {
${tags.join("")}}

declare global {
  namespace JSX {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface IntrinsicElements extends PyElements {}
  }
}
`;
}

function comment(text, indent = "    ") {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ").trim()} */\n` : "";
}

/** React 19 reads its own namespace, not the global one. */
const reactTypes = `import type {} from "react";
import type { PyElements } from "./jsx.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends PyElements {}
  }
}
`;
