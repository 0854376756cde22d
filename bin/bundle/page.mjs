// A page in a bundle: what its elements name gets a place, and its HTML names that.
import path from "node:path/posix";
import { bundledConfig } from "./configs.mjs";
import { attributeText, encode, readTags, replaced } from "./html.mjs";

/** Links that a page loads. */
const LOADED = /^(?:stylesheet|icon|apple-touch-icon|modulepreload|preload|prefetch|manifest|mask-icon)$/;
/** Elements of ours, and script tags for them: which interpreter they use. */
const PYTHON = /^(py|mpy)(?:-(?:script|config|editor|terminal|game))?$/;
const MEDIA = /^(?:img|source|audio|video|track|embed|iframe|input)$/;

/**
 * Places everything that a page names.
 *
 * @param {import("./contents.mjs").Contents} contents
 * @param {string} html
 * @param {URL} base the page's address
 * @param {string} from its place
 * @returns {Promise<string>} the page's new text
 */
export async function bundledPage(contents, html, base, from) {
  const tags = readTags(html);
  if (tags.some(({ name, attributes }) => name === "base" && attributes.has("href"))) {
    throw new Error(`${base.href} has a <base>, which a bundle cannot keep. Take it away.`);
  }
  contents.texts.push(html);
  contents.useImports(importsOf(contents, tags, base));
  const changes = await Promise.all(tags.map((tag) => changesOf(contents, tag, base, from)));
  return replaced(html, changes.flat());
}

/** The page's import map. */
function importsOf(contents, tags, base) {
  const maps = tags.filter(({ attributes }) => attributes.get("type")?.value === "importmap");
  const entries = maps.flatMap(({ text }) => Object.entries(JSON.parse(text?.value || "{}").imports ?? {}));
  return Object.fromEntries(entries.map(([name, address]) => [name, contents.resolve(address, base)]));
}

async function changesOf(contents, tag, base, from) {
  const { name, attributes, text } = tag;
  const changes = [];
  const attribute = (key) => attributes.get(key)?.value;
  const change = (key, value) => {
    const { place, value: old } = attributes.get(key);
    if (value !== old) changes.push([place, attributeText(key, value)]);
  };
  const type = attribute("type")?.toLowerCase() ?? "";
  const isScript = name === "script";
  const python = PYTHON.exec(isScript ? type : name)?.[1];

  if (name === "meta" && attribute("name") === "py-elements") {
    const folder = contents.resolve(attribute("content").replace(/\/?$/, "/"), base);
    const core = await contents.place(new URL("core.js", folder));
    change("content", contents.reference("", from, path.dirname(core)));
  }
  const src = attribute("src");
  if (src && (isScript || MEDIA.test(name) || python)) {
    const kind = type === "module" ? "module" : "file";
    if (name.endsWith("-config")) await config(src, { url: contents.resolve(src, base) }, "src");
    else await place("src", kind, MEDIA.test(name));
  }
  if (name === "link" && attribute("href") && LOADED.test(attribute("rel")?.toLowerCase() ?? "")) {
    const rel = attribute("rel").toLowerCase();
    const kind = rel === "stylesheet" ? "style" : rel === "modulepreload" ? "module" : "file";
    await place("href", kind, kind === "file");
  }
  // As a value it is the source's address.
  if (python && !/^(?:|true|worker)$/.test(attribute("worker") ?? "")) await place("worker");
  if (python && attribute("service-worker")) await place("service-worker");
  if (attribute("poster")) await place("poster", "file", true);
  if (attribute("srcset")) await placeSet();
  if (isScript && type === "module" && text?.value.trim()) {
    const written = await contents.module(text.value, base, from);
    if (written !== text.value) changes.push([text.place, written]);
  }
  if (name === "style" && text?.value) {
    const written = await contents.style(text.value, base, from);
    if (written !== text.value) changes.push([text.place, written]);
  }
  if (python && attribute("config")) {
    const { configSource } = await import("../../dist/lib/runtime/config/read.js");
    await config(
      attribute("config"),
      configSource(attribute("config"), base, attribute("config-parser")),
      "config",
    );
  } else if (python && name.endsWith("-config") && !src && text?.value.trim()) {
    const { configSource } = await import("../../dist/lib/runtime/config/read.js");
    const parser = attribute("config-parser") ?? (/^(?:json|toml)$/.test(type) ? type : undefined);
    const written = await bundledConfig(contents, configSource(text.value, base, parser), python, from);
    if (written !== undefined) {
      changes.push([text.place, encode(written)]);
      asJson();
    }
  }
  return changes;

  /** Replaces a reference; a page does without some that cannot be had. */
  async function place(key, kind, isOptional = false) {
    try {
      change(key, await contents.refer(attribute(key), base, from, kind));
    } catch (error) {
      if (!isOptional) throw error;
      contents.notes.add(`Left as it is: ${error.message}`);
    }
  }

  async function placeSet() {
    const candidates = attribute("srcset").split(/,\s+/);
    const placed = await Promise.all(
      candidates.map(async (candidate) => {
        const [address, ...descriptor] = candidate.trim().split(/\s+/);
        return [await contents.refer(address, base, from), ...descriptor].join(" ");
      }),
    );
    change("srcset", placed.join(", "));
  }

  /** Has an attribute name the configuration's place, or say the new one. */
  async function config(text, source, key) {
    const isFile = "url" in source;
    const home = isFile ? await contents.place(source.url) : from;
    const written = await bundledConfig(contents, source, python, home);
    if (written === undefined) {
      if (isFile) change(key, contents.reference(text, from, home));
      return;
    }
    asJson();
    if (!isFile) return change(key, written);
    const name = `${home.replace(/\.(?:json|toml)$/, "")}.${python}.json`;
    contents.files.set(name, Buffer.from(written));
    change(key, contents.reference("", from, name));
  }

  /** A configuration that is written anew is JSON. */
  function asJson() {
    for (const key of ["config-parser", ...(name.endsWith("-config") ? ["type"] : [])]) {
      if (attributes.has(key)) change(key, "json");
    }
  }
}
