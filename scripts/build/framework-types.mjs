// Types for the templates of frameworks: JSX, React, Vue, Svelte. Attributes have their property's type,
// events their class's, with the element as `currentTarget`.

/**
 * @param {object[]} elements declarations of the manifest
 * @returns {Record<string, string>} files of `dist/`, by name
 */
export function frameworkTypes(elements) {
  return {
    "elements.d.ts": elementTypes(elements),
    "jsx.d.ts": jsx,
    "react.d.ts": react,
    "vue.d.ts": vueTypes(elements),
    "svelte.d.ts": svelte,
    // `import "py-elements/react"` has types only: this is left of it when it runs.
    ...Object.fromEntries(["jsx", "react", "vue", "svelte"].map((name) => [`${name}.js`, "export {};\n"])),
  };
}

/** All that the frameworks' types share. */
function elementTypes(elements) {
  const imports = elements.map(
    ({ name, path }) => `import type { ${name} } from "./${path.slice("dist/".length)}";`,
  );
  const events = new Set(elements.flatMap(({ events }) => (events ?? []).map(({ type }) => type.text)));
  return `${imports.join("\n")}
import type { ${[...events].sort().join(", ")} } from "./lib/elements/events.js";

/** The elements' classes, by tag. */
export interface PyElementClasses {
${elements.map(({ tagName, name }) => `  "${tagName}": ${name};\n`).join("")}}

/** The elements' attributes, by tag. */
export interface PyElementAttributes {
${elements.map(attributesOf).join("")}}

/** The elements' events, by tag: under both names, since some frameworks take the one with the dash only. */
export interface PyElementEvents {
${elements.map(eventsOf).join("")}}

/** An event, at the element that listens. */
export type At<E extends Event, T> = E & { readonly currentTarget: T };

/** Listeners as attributes of a template: \`onpy-done\` and so on. */
export type PyElementListeners<K extends keyof PyElementEvents> = {
  [N in keyof PyElementEvents[K] as \`on\${N & string}\`]?:
    | ((event: At<PyElementEvents[K][N] & Event, PyElementClasses[K]>) => void)
    | undefined;
};

/** Properties that templates set besides attributes. */
export type PyElementProperties<T> = T extends { code: string } ? { code?: string | undefined } : unknown;

/** Attributes, properties and listeners of a tag. */
export type PyElementProps<K extends keyof PyElementClasses> = PyElementAttributes[K] &
  PyElementProperties<PyElementClasses[K]> &
  PyElementListeners<K>;
`;
}

function attributesOf(element) {
  const attributes = (element.attributes ?? []).map(
    ({ name, fieldName, type, description }) =>
      comment(description) +
      `    ${JSON.stringify(name)}?: ${fieldName ? `${element.name}["${fieldName}"]` : type.text} | undefined;\n`,
  );
  return `${comment(element.summary, "  ")}  "${element.tagName}": {\n${attributes.join("")}  };\n`;
}

function eventsOf({ tagName, events = [] }) {
  const entries = events.map(
    ({ name, type, description }) => `${comment(description)}    ${JSON.stringify(name)}: ${type.text};\n`,
  );
  return `  "${tagName}": {\n${entries.join("")}  };\n`;
}

function comment(text, indent = "    ") {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ").trim()} */\n` : "";
}

/** Any element takes `py-click` and the like; JSX takes attributes with a dash as they are. */
const eventAttributes = ["py", "mpy"]
  .map((prefix) => `    [attribute: \`${prefix}-${"${string}"}\`]: string | undefined;\n`)
  .join("");

const jsx = `import type { At, PyElementClasses, PyElementProps } from "./elements.js";

/** Listeners for the browser's own events, as \`onclick\` and as \`onClick\`. */
type DomListeners<T> = {
  [N in keyof HTMLElementEventMap as N extends \`\${string}:\${string}\` | \`\${string}-\${string}\`
    ? never
    : \`on\${N}\` | \`on\${Capitalize<N>}\`]?: ((event: At<HTMLElementEventMap[N], T>) => void) | undefined;
};

/** The attributes that every element takes. */
interface GlobalAttributes<T extends HTMLElement> {
  accessKey?: string | undefined;
  autofocus?: boolean | undefined;
  children?: unknown;
  class?: string | undefined;
  className?: string | undefined;
  dir?: "ltr" | "rtl" | "auto" | undefined;
  draggable?: boolean | "true" | "false" | undefined;
  hidden?: boolean | "hidden" | "until-found" | undefined;
  id?: string | undefined;
  inert?: boolean | undefined;
  key?: string | number | undefined;
  lang?: string | undefined;
  part?: string | undefined;
  popover?: "auto" | "manual" | "hint" | undefined;
  ref?: ((element: T | null) => void) | { current: T | null } | undefined;
  role?: string | undefined;
  slot?: string | undefined;
  style?: string | object | undefined;
  tabIndex?: number | undefined;
  tabindex?: number | string | undefined;
  title?: string | undefined;
  translate?: "yes" | "no" | undefined;
}

/** The elements' tags and their props in JSX. */
export type PyElements = {
  [K in keyof PyElementClasses]: PyElementProps<K> &
    Omit<GlobalAttributes<PyElementClasses[K]> & DomListeners<PyElementClasses[K]>, keyof PyElementProps<K>>;
};

declare global {
  namespace JSX {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface IntrinsicElements extends PyElements {}
  }
}
`;

/** React 19 reads its own namespace, not the global one. */
const react = `import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { PyElementClasses, PyElementProps } from "./elements.js";

/** The elements' tags and their props: their own, and those of every element in React. */
export type PyElements = {
  [K in keyof PyElementClasses]: PyElementProps<K> & { class?: string | undefined } & Omit<
      DetailedHTMLProps<HTMLAttributes<PyElementClasses[K]>, PyElementClasses[K]>,
      keyof PyElementProps<K>
    >;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends PyElements {}
  }
}
`;

function vueTypes(elements) {
  return `import type { DefineComponent, HTMLAttributes, PublicProps } from "vue";
import type { At, PyElementAttributes, PyElementClasses, PyElementEvents, PyElementProperties } from "./elements.js";

/** Vue calls a listener \`onPyDone\` that a template has as \`@py-done\`. */
type Camel<S extends string> = S extends \`\${infer A}-\${infer B}\` ? \`\${Capitalize<A>}\${Camel<B>}\` : Capitalize<S>;

type Listeners<K extends keyof PyElementEvents> = {
  [N in keyof PyElementEvents[K] as \`on\${Camel<N & string>}\`]?:
    | ((event: At<PyElementEvents[K][N] & Event, PyElementClasses[K]>) => void)
    | undefined;
};

type Component<K extends keyof PyElementClasses> = DefineComponent<
  PyElementAttributes[K] & PyElementProperties<PyElementClasses[K]> & Listeners<K> & Omit<HTMLAttributes, keyof PyElementAttributes[K]> &
    PublicProps
>;

declare module "vue" {
  interface GlobalComponents {
${elements.map(({ tagName }) => `    "${tagName}": Component<"${tagName}">;\n`).join("")}  }

  interface HTMLAttributes {
${eventAttributes}  }
}
`;
}

const svelte = `import type { HTMLAttributes } from "svelte/elements";
import type { PyElementClasses, PyElementProps } from "./elements.js";

/** The elements' tags and their props. */
export type PyElements = {
  [K in keyof PyElementClasses]: PyElementProps<K> & Omit<
      HTMLAttributes<PyElementClasses[K]>,
      keyof PyElementProps<K>
    >;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements extends PyElements {}

  interface HTMLAttributes<T> {
${eventAttributes}  }
}
`;
