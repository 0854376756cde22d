// The content of a bundle: for each address that the page or what it loads names, a place in the folder. A
// file that names others is written with their new addresses.
import { createHash } from "node:crypto";
import path from "node:path/posix";
import { fileURLToPath } from "node:url";
import { init, parse } from "es-module-lexer";
import { isWithin } from "../copy.mjs";
import { fetchAnything } from "../fetch-anything.mjs";
import { readRunTimeFiles } from "../run-time-files.mjs";
import { libraryFile } from "./library.mjs";
import { replaced } from "./html.mjs";

/** The folder of files from elsewhere, and that of this library where the page has none of its own. */
const ELSEWHERE = "from";
const LIBRARY = "py-elements";

const hashOf = (data) => createHash("sha256").update(data).digest("hex").slice(0, 8);

export class Contents {
  /** Name → content. */
  files = new Map();
  /** For people to read. */
  notes = new Set();
  /** The texts in which is seen which interpreters are used. */
  texts = [];
  /** The folder that has the library, once something has named it. */
  library;
  #root;
  #places = new Map();
  #fetched = new Map();
  #imports = {};

  /** @param {URL} root the folder of the page */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Record<string, URL>} imports names → addresses, as the page's import map has them */
  useImports(imports) {
    this.#imports = imports;
  }

  /** The address that a text means. One that begins with a slash is the site's, whose root is the page's
   * folder. */
  resolve(text, base) {
    const isOfSite = base.protocol === "file:" && /^\/(?!\/)/.test(text);
    return new URL(isOfSite ? `.${text}` : text, isOfSite ? this.#root : base);
  }

  /**
   * Puts what is at an address into the bundle.
   *
   * @param {URL} url
   * @param {"file" | "module" | "style"} kind
   * @returns {Promise<string>} its place
   * @throws {Error} where it cannot be had
   */
  place(url, kind = "file") {
    const key = url.href.replace(/#.*/, "");
    let place = this.#places.get(key);
    if (!place) {
      // Those that import each other wait for the place alone, which is known at once.
      this.#places.set(key, (place = this.#place(new URL(key), kind)));
      // The caller hears of it.
      place.catch(() => this.#places.delete(key));
    }
    return place.then((placed) => placed.name);
  }

  /** Waits until everything that has been placed is there. @throws {Error} where something cannot be had */
  async complete() {
    for (let seen = -1; seen !== this.#places.size;) {
      seen = this.#places.size;
      for (const place of await Promise.all(this.#places.values())) await place.written;
    }
  }

  /** How a file at a place names another one: as the author did, where that still holds. */
  reference(text, from, to) {
    const isRelative = !/^(?:[a-z][a-z\d+.-]*:|\/)|\?/i.test(text);
    if (isRelative && path.join(path.dirname(from), decodeURI(text.replace(/#.*/, ""))) === to) return text;
    const relative = path.relative(path.dirname(from), to);
    const [, fragment = ""] = /(#.*)$/.exec(text) ?? [];
    return `${relative.startsWith(".") ? "" : "./"}${encodeURI(relative)}${fragment}`;
  }

  /** Places what a text names. @returns {Promise<string>} the text for it */
  async refer(text, base, from, kind = "file") {
    const url = this.resolve(text, base);
    if (!/^(?:https?|file):$/.test(url.protocol)) return text;
    return this.reference(text, from, await this.place(url, kind));
  }

  /** @returns {Promise<Response>} fetched once */
  fetch = async (address, init) => {
    let found = this.#fetched.get(address);
    if (!found) {
      found = fetchAnything(address, init).then(async (response) => ({
        body: Buffer.from(await response.arrayBuffer()),
        status: response.status,
        statusText: response.statusText,
        type: response.headers.get("content-type") ?? "",
      }));
      this.#fetched.set(address, found);
    }
    const { body, status, statusText, type } = await found;
    return new Response(status < 400 ? body : null, {
      status,
      statusText,
      headers: { "content-type": type },
    });
  };

  /** Adds the files of the library, with those interpreters. */
  addLibrary(interpreters) {
    const left = { py: "pyodide/", mpy: "micropython/" };
    for (const type of interpreters) delete left[type];
    for (const [name, file] of readRunTimeFiles()) {
      if (!Object.values(left).some((folder) => name.startsWith(folder))) {
        this.files.set(`${this.library}/${name}`, file);
      }
    }
  }

  async #place(url, kind) {
    const library = libraryFile(url);
    if (library) {
      if (library.note) this.notes.add(library.note);
      this.library ??= this.#isBelow(library.folder) ? this.#pathOf(library.folder) : LIBRARY;
      return { name: `${this.library}/${library.name}`, written: undefined };
    }
    const response = await this.fetch(url.href).catch((cause) => {
      throw new Error(`${url.href} cannot be had: ${cause.cause?.message ?? cause.message}`);
    });
    if (!response.ok)
      throw new Error(`${url.href} cannot be had: ${response.status} ${response.statusText}.`);
    const name = this.#nameOf(url, kind);
    const written = this.#write(name, url, kind, Buffer.from(await response.arrayBuffer()));
    written.catch(() => {}); // Awaited by `complete`.
    return { name, written };
  }

  async #write(name, url, kind, data) {
    this.files.set(name, data);
    const isText = kind !== "file" || /\.(?:m?js|py|html?)$/.test(name);
    const text = isText ? data.toString("utf8") : "";
    if (isText) this.texts.push(text);
    const changed =
      kind === "module"
        ? await this.module(text, url, name)
        : kind === "style"
          ? await this.style(text, url, name)
          : text;
    if (changed !== text) this.files.set(name, Buffer.from(changed));
  }

  /** A module's text, with what it imports placed. */
  async module(text, base, from) {
    await init;
    let imports;
    try {
      [imports] = parse(text);
    } catch {
      this.notes.add(`${base.href} is no module that could be read: what it imports is not in the bundle.`);
      return text;
    }
    const changes = imports
      .filter(({ specifier, glob }) => typeof specifier === "string" && !glob)
      .map(async ({ specifier, start, end, type, attributes }) => {
        const url = this.#imported(specifier, base);
        if (!url) return [];
        const isData = attributes?.some(([key]) => key === "type");
        const to = await this.place(url, isData ? "file" : "module");
        const isBare = !/^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(specifier);
        const insert = this.reference(isBare ? url.href : specifier, from, to);
        return insert === specifier
          ? []
          : [[[start, end], type === "dynamic" ? JSON.stringify(insert) : insert]];
      });
    const assets = [...text.matchAll(/new URL\(\s*(["'])([^"']+)\1\s*,\s*import\.meta\.url\s*\)/g)].map(
      async ({ 0: whole, 2: named, index }) => {
        const insert = await this.refer(named, base, from);
        const start = index + whole.indexOf(named);
        return insert === named ? [] : [[[start, start + named.length], insert]];
      },
    );
    return replaced(text, (await Promise.all([...changes, ...assets])).flat());
  }

  /** The address of an imported module; undefined, with a note, for a name that nothing explains. */
  #imported(specifier, base) {
    if (/^(?:\.{0,2}\/|https?:)/.test(specifier)) return this.resolve(specifier, base);
    if (/^(?:data|blob|node):/.test(specifier)) return undefined;
    const prefix = Object.keys(this.#imports)
      .filter((name) => name === specifier || (name.endsWith("/") && specifier.startsWith(name)))
      .sort((a, b) => b.length - a.length)[0];
    if (prefix !== undefined) return new URL(specifier.slice(prefix.length), this.#imports[prefix]);
    this.notes.add(`${base.href} imports "${specifier}", which no import map of the page explains.`);
    return undefined;
  }

  /** A stylesheet's text, with what it names placed. */
  async style(text, base, from) {
    const named = /url\(\s*(["']?)([^"')]+)\1\s*\)|@import\s+(["'])([^"']+)\3/g;
    const changes = [...text.matchAll(named)].map(async ({ 0: whole, 2: url, 4: imported, index }) => {
      const reference = url ?? imported;
      const isStyle = imported !== undefined || /@import\s*$/.test(text.slice(0, index));
      if (/^(?:data:|#)/.test(reference)) return [];
      const insert = await this.refer(reference, base, from, isStyle ? "style" : "file");
      const start = index + whole.indexOf(reference);
      return insert === reference ? [] : [[[start, start + reference.length], insert]];
    });
    return replaced(text, (await Promise.all(changes)).flat());
  }

  /** Returns true if what is at an address has the same path in the bundle as beside the page. */
  isInPlace(url) {
    return this.#isBelow(url) && url.search === "";
  }

  #isBelow(url) {
    return url.protocol === "file:" && isWithin(fileURLToPath(this.#root), fileURLToPath(url));
  }

  #pathOf(url) {
    return path.relative(fileURLToPath(this.#root), fileURLToPath(url));
  }

  /** The place of an address: its own below the page's folder, else one by its host. */
  #nameOf(url, kind) {
    if (this.isInPlace(url)) return this.#pathOf(url);
    const given = url.pathname
      .split("/")
      .map(decodeURIComponent)
      .filter((part) => part && part !== "..");
    const parts =
      url.protocol === "file:"
        ? [hashOf(url.pathname), ...given.slice(-1)]
        : [url.host.replace(":", "-"), ...given];
    const last = parts.length > 1 ? parts.pop() : "index";
    const wanted = kind === "module" ? /\.m?js$/ : kind === "style" ? /\.css$/ : /./;
    const added = wanted.test(last) ? "" : kind === "module" ? ".js" : ".css";
    const query = url.search && `${hashOf(url.search)}-`;
    return [ELSEWHERE, ...parts, `${query}${last}${added}`].join("/");
  }
}
