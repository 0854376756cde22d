// Writes the descriptions of the elements for editors and frameworks, all from their JSDoc: the custom
// elements manifest, data for VS Code and JetBrains, types for JSX, React, Vue and Svelte.
import { cli } from "@custom-elements-manifest/analyzer/cli.js";
import { readFileSync } from "node:fs";
import path from "node:path";
import { cssData, eventAttributes, htmlData, webTypes } from "./editor-data.mjs";
import { frameworkTypes } from "./framework-types.mjs";

/**
 * Analyzes the elements' sources.
 *
 * @param {string} root the repository
 * @returns {Promise<Record<string, string>>} files of `dist/`, by name
 */
export async function describeElements(root) {
  const manifest = await readManifest(root);
  const elements = listElements(manifest);
  const attributes = await eventAttributes();
  const info = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return {
    "custom-elements.json": json(manifest),
    "vscode.html-custom-data.json": json(htmlData(elements, attributes, info)),
    "vscode.css-custom-data.json": json(cssData(elements)),
    "web-types.json": json(webTypes(elements, attributes, info)),
    ...frameworkTypes(elements),
  };
}

/** The custom elements manifest of the sources in a repository. */
export async function readManifest(root) {
  const argv = ["analyze", "--config", "custom-elements-manifest.config.mjs"];
  return published(await cli({ argv, cwd: root, noWrite: true }));
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The manifest with the paths that the package publishes, without what is private or protected, attributes
 * with a type, events under the names they have.
 */
function published(manifest) {
  const paths = JSON.stringify(manifest).replaceAll(/"\/?src\/([^"]+)\.ts"/g, '"dist/lib/$1.js"');
  const result = JSON.parse(paths);
  for (const declaration of result.modules.flatMap((module) => module.declarations ?? [])) {
    declaration.members &&= declaration.members.filter(isPublic);
    for (const attribute of declaration.attributes ?? []) attribute.type ??= { text: "string" };
    if (declaration.tagName) declaration.events &&= namedEvents(declaration);
  }
  return result;
}

function isPublic({ name, privacy = "public" }) {
  return privacy === "public" && !name.startsWith("#");
}

/** The sources say `py:…` for events that are named after the interpreter; each is sent with a dash for its
 * colon, too. */
function namedEvents({ tagName, events }) {
  const takesType = ["py-terminal", "py-donkey", "py-editor"].includes(tagName);
  const prefixes = takesType ? ["py", "mpy"] : [tagName.startsWith("mpy-") ? "mpy" : "py"];
  return prefixes.flatMap((prefix) =>
    events.flatMap((event) =>
      [":", "-"].map((mark) => ({
        ...event,
        name: event.name.replace(/^py([\w-]*):/, `${prefix}$1${mark}`),
      })),
    ),
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
