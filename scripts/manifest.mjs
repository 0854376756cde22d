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
  };
}

/** The custom elements manifest of the sources in a repository. */
export async function readManifest(root) {
  const argv = ["analyze", "--config", "custom-elements-manifest.config.mjs"];
  return published(await cli({ argv, cwd: root, noWrite: true }));
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The manifest with the paths that the package publishes. */
function published(manifest) {
  return JSON.parse(JSON.stringify(manifest).replaceAll(/"\/?src\/([^"]+)\.ts"/g, '"dist/lib/$1.js"'));
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
      ({ name, fieldName, description }) =>
        comment(description) +
        `    ${JSON.stringify(name)}?: ${fieldName ? `${element.name}["${fieldName}"]` : "string"} | undefined;\n`,
    );
    const events = (element.events ?? []).map(
      ({ name, description }) =>
        `${comment(description)}    ${JSON.stringify(`on${name}`)}?: ((event: Event) => void) | undefined;\n`,
    );
    return (
      comment(element.summary, "  ") +
      `  "${element.tagName}": Common<${element.name}> & {\n${[...attributes, ...events].join("")}  };\n`
    );
  });
  return `${imports.join("\n")}

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
