// Writes what editors, frameworks and Storybook know of components that Python defines:
// `custom-elements.json`, types, and stories. Python reads Python (`manifest.py`, in Pyodide); the files are
// not executed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startPyodide } from "./pyodide.mjs";

/** How a file begins that was written here. */
const MARK = "// Written by `npx py-elements manifest`.";

/**
 * @param {readonly string[]} files Python files
 * @param {{ out?: string, force?: boolean }} options the folder for what is written
 * @throws {Error} when a file is missing, is not Python or has no components, or when files would be
 *   overwritten that somebody else wrote
 */
export async function writeManifest(files, { out = ".", force = false } = {}) {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`);
  const read = await loadReader();
  const modules = files.map((file) => ({ file, components: read(readFileSync(file, "utf8"), file) }));
  const components = modules.flatMap((module) => module.components);
  if (components.length === 0) throw new Error(`${files.join(", ")}: no class has @component("a-tag").`);
  const texts = {
    "custom-elements.json": `${JSON.stringify(manifest(modules, out), null, 2)}\n`,
    "components.d.ts": types(components),
    ...Object.fromEntries(components.map((each) => [`${each.tag}.stories.js`, story(each)])),
  };
  mkdirSync(out, { recursive: true });
  for (const name of Object.keys(texts)) {
    if (!force && isForeign(path.join(out, name))) {
      throw new Error(
        `${path.join(out, name)} was not written by this command: move it away, or overwrite it with --force.`,
      );
    }
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(out, name), text);
  console.log(`Wrote ${Object.keys(texts).join(", ")} in ${path.resolve(out)}.`);
}

function isForeign(file) {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  return file.endsWith(".json") ? !text.includes(`"generator": "py-elements"`) : !text.startsWith(MARK);
}

/** @returns a function that takes a source and its path, and returns its components */
async function loadReader() {
  const pyodide = await startPyodide();
  pyodide.runPython(readFileSync(new URL("manifest.py", import.meta.url), "utf8"));
  const describe = pyodide.globals.get("describe");
  return (source, file) => {
    const [error, json] = describe(source, file).toJs();
    if (error) throw new Error(error);
    return JSON.parse(json);
  };
}

/** The manifest, in the schema of the Web Components community group. */
function manifest(modules, out) {
  return {
    schemaVersion: "2.1.0",
    readme: "",
    generator: "py-elements",
    modules: modules.map(({ file, components }) => {
      const place = path.relative(out, file).split(path.sep).join("/");
      return {
        kind: "javascript-module",
        path: place,
        declarations: components.map((each) => ({
          kind: "class",
          customElement: true,
          name: each.name,
          tagName: each.tag,
          ...(each.description && { description: each.description }),
          superclass: { name: "HTMLElement" },
          members: each.props.map(({ name, type, default: value, attribute, reflects }) => ({
            kind: "field",
            name,
            type: { text: type },
            ...(value !== null && { default: value }),
            ...(attribute && { attribute }),
            ...(reflects && { reflects }),
          })),
          attributes: each.props
            .filter(({ attribute }) => attribute)
            .map(({ name, type, default: value, attribute }) => ({
              name: attribute,
              fieldName: name,
              type: { text: type },
              ...(value !== null && { default: value }),
            })),
          events: each.events.map((event) => ({ name: event.name, type: { text: eventType(event) } })),
          slots: each.slots.map(({ name, description }) => ({ name, ...(description && { description }) })),
        })),
        exports: components.map(({ name, tag }) => ({
          kind: "custom-element-definition",
          name: tag,
          declaration: { name, module: place },
        })),
      };
    }),
  };
}

function eventType({ detail }) {
  const members = detail.map((name) => `${key(name)}: unknown`).join("; ");
  return detail.length > 0 ? `CustomEvent<{ ${members} }>` : "CustomEvent<unknown>";
}

function key(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function comment(text, indent = "") {
  const safe = text.replaceAll("*/", "*\\/").split("\n");
  return text ? `${indent}/** ${safe.join(`\n${indent} * `)} */\n` : "";
}

/** Types for TypeScript, for JSX (React), and for Vue's templates. */
function types(components) {
  const declared = components.map((each) => {
    const fields = each.props.map(({ name, type }) => `  ${name}: ${type};`);
    const form = each.formAssociated ? ["  readonly form: HTMLFormElement | null;"] : [];
    const listeners = each.events.map((event) => `  ${key(event.name)}: ${eventType(event)};`);
    const attributes = [
      ...each.props.map(({ name, type }) => `  ${name}?: ${type};`),
      ...each.props
        .filter(({ attribute, name }) => attribute && attribute !== name)
        .map(({ attribute, type }) => `  ${key(attribute)}?: ${type};`),
    ];
    const handlers = (prefix) =>
      each.events.map((event) => `  ${key(prefix + event.name)}?: (event: ${eventType(event)}) => void;`);
    return `${comment(each.description)}export interface ${each.name} extends HTMLElement {
${[...fields, ...form].join("\n")}
  addEventListener<K extends keyof ${each.name}EventMap>(
    type: K,
    listener: (this: ${each.name}, event: ${each.name}EventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
export interface ${each.name}EventMap extends HTMLElementEventMap {
${listeners.join("\n")}
}
/** Attributes and properties of \`<${each.tag}>\` in templates. */
export interface ${each.name}Attributes {
${attributes.join("\n")}
}
/** For JSX: with the functions for its events. */
export interface ${each.name}JSX extends ${each.name}Attributes {
${handlers("on").join("\n")}
  children?: unknown;
  class?: string;
  className?: string;
  id?: string;
  key?: string | number;
  name?: string;
  ref?: unknown;
  slot?: string;
  style?: unknown;
}
`;
  });
  const entries = (suffix, wrap = (text) => text) =>
    components.map(({ tag, name }) => `    ${JSON.stringify(tag)}: ${wrap(name + suffix)};`).join("\n");
  return `${MARK}
${declared.join("\n")}
declare global {
  interface HTMLElementTagNameMap {
${entries("")}
  }
  namespace JSX {
    interface IntrinsicElements {
${entries("JSX").replace(/^/gm, "  ")}
    }
  }
}

/** Add these to React's JSX: \`declare module "react" { namespace JSX { interface IntrinsicElements extends
 * ComponentElements {} } }\`. */
export interface ComponentElements {
${entries("JSX")}
}

/** Add these to Vue's templates: \`declare module "vue" { interface GlobalComponents extends ComponentTags {} }\`. */
export interface ComponentTags {
${entries("Attributes", (name) => `new () => { $props: ${name} }`)}
}
`;
}

const CONTROLS = { string: "text", number: "number", boolean: "boolean" };

/** A story in Storybook's component story format. */
function story({ tag, props, events, description }) {
  const args = Object.fromEntries(props.map(({ name, value }) => [name, value]));
  const argTypes = Object.fromEntries([
    ...props.map(({ name, type }) => {
      const options = type.split(" | ").map(literal);
      const isChoice = options.length > 1 && options.every((option) => option !== undefined);
      const control = isChoice ? "select" : (CONTROLS[type.replace(" | null", "")] ?? "object");
      return [name, { control, ...(isChoice && { options }), table: { type: { summary: type } } }];
    }),
    ...events.map((event) => [`on${event.name}`, { action: event.name, table: { category: "events" } }]),
  ]);
  return `${MARK}
/** ${description.split("\n")[0] || `<${tag}>`} */
export default {
  title: ${JSON.stringify(tag)},
  component: ${JSON.stringify(tag)},
  argTypes: ${JSON.stringify(argTypes, null, 2).replace(/\n/g, "\n  ")},
  args: ${JSON.stringify(args, null, 2).replace(/\n/g, "\n  ")},
  render(args) {
    const element = document.createElement(${JSON.stringify(tag)});
    for (const [name, value] of Object.entries(args)) {
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else element[name] = value;
    }
    return element;
  },
};

export const Default = {};
`;
}

function literal(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
