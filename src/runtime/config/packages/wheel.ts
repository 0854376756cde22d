/** Wheels: their names, and what is in them. */
import { LoadError } from "../../errors.js";
import { describe } from "../archives/kinds.js";
import { OutsideError } from "../archives/tree.js";
import { LimitError, type ArchiveLimits } from "../archives/budget.js";
import { unzip } from "../archives/unpack.js";
import { EncryptedError } from "../archives/zip.js";
import { sha256 } from "../hash.js";
import type { Bytes } from "../transfer.js";

/** The parts of a wheel's file name. */
export interface WheelName {
  readonly name: string;
  readonly version: string;
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

/** A wheel that was opened. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** `Requires-Dist`: what it needs, as requirements. */
  readonly requires: readonly string[];
  readonly requiresPython: string;
  /** Path below the folder of installed packages → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Path below Python's own folder (`sys.prefix`) → bytes. */
  readonly data: ReadonlyMap<string, Uint8Array>;
}

/** @returns undefined when it is not the name of a wheel */
export function parseWheelName(filename: string): WheelName | undefined {
  const parts = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(filename);
  if (!parts) return undefined;
  const [, name = "", version = "", pythons = "", abis = "", platforms = ""] = parts;
  return {
    name,
    version,
    pythons: pythons.split("."),
    abis: abis.split("."),
    platforms: platforms.split("."),
  };
}

/**
 * Opens a wheel.
 *
 * @param url its address, for messages
 * @param verify whether its files are checked against its `RECORD`, for a wheel whose own hash nobody knows
 * @throws LoadError PY1001 when it is no wheel or is damaged
 */
export async function openWheel(
  bytes: Bytes,
  url: string,
  verify: boolean,
  limits?: ArchiveLimits,
): Promise<Wheel> {
  const fail = (reason: string, cause?: unknown) =>
    new LoadError(
      "PY1001",
      `the wheel ${url} cannot be installed: ${reason}. Nothing was installed. Check the URL, or build the wheel again.`,
      url,
      { cause },
    );
  let entries: ReadonlyMap<string, Bytes>;
  try {
    entries = await unzip(bytes, limits);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isRefused = [OutsideError, EncryptedError, LimitError].some((kind) => error instanceof kind);
    if (isRefused) throw fail(reason, error);
    throw fail(`it is not a zip file, or is damaged (${reason}); it begins with ${describe(bytes)}`, error);
  }
  const metadataPath = [...entries.keys()].find((path) => /^[^/]+\.dist-info\/METADATA$/.test(path));
  if (metadataPath === undefined) throw fail('it has no ".dist-info/METADATA"');
  const headers = parseMetadata(new TextDecoder().decode(entries.get(metadataPath)));
  const name = headers.get("name")?.[0];
  const version = headers.get("version")?.[0];
  if (!name || !version) throw fail("its METADATA has no Name or no Version");
  if (verify) {
    const record = entries.get(metadataPath.replace(/METADATA$/, "RECORD"));
    const damaged = record && (await findDamaged(entries, new TextDecoder().decode(record)));
    if (damaged !== undefined) throw fail(`its file "${damaged}" is not what its RECORD says`);
  }
  return {
    name,
    version,
    requires: headers.get("requires-dist") ?? [],
    requiresPython: headers.get("requires-python")?.[0] ?? "",
    ...placed(entries),
  };
}

/** Core metadata has the form of e-mail headers, and a description after an empty line. */
export function parseMetadata(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    if (line === "") break;
    const [, key, value] = /^([A-Za-z0-9-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const values = headers.get(key.toLowerCase());
    if (values) values.push(value);
    else headers.set(key.toLowerCase(), [value]);
  }
  return headers;
}

/** Moves a wheel's files to their place: those of `*.data/purelib` and `platlib` beside the others, those of
 * `*.data/data` where Python is. Scripts and headers have no use in a browser. */
function placed(entries: ReadonlyMap<string, Uint8Array>): Pick<Wheel, "files" | "data"> {
  const files = new Map<string, Uint8Array>();
  const data = new Map<string, Uint8Array>();
  for (const [path, bytes] of entries) {
    const [, scheme, rest] = /^[^/]+\.data\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (scheme === undefined) files.set(path, bytes);
    else if (rest !== undefined && /^(?:pure|plat)lib$/.test(scheme)) files.set(rest, bytes);
    else if (rest !== undefined && scheme === "data") data.set(rest, bytes);
  }
  return { files, data };
}

/** Returns the compiled modules and libraries among a wheel's files: those of this Python, as far as their
 * names tell. */
export function compiledIn({ files }: Pick<Wheel, "files">): string[] {
  return [...files.keys()].filter((path) => {
    const [, tag] = /(\.[\w-]+)?\.so(?:\.\d+)*$/.exec(path) ?? [];
    return (
      /\.so(?:\.\d+)*$/.test(path) && !/^\.(?:cpython|pypy|jython)-\d+.*-(?!emscripten)\w+$/.test(tag ?? "")
    );
  });
}

/** @returns the first file whose hash is not the one of the `RECORD` */
async function findDamaged(entries: ReadonlyMap<string, Bytes>, record: string): Promise<string | undefined> {
  const wrong = await Promise.all(
    record.split(/\r?\n/).map(async (line) => {
      const [, quoted, bare, expected] = /^(?:"((?:[^"]|"")*)"|([^,]*)),sha256=([\w-]+)=*,/.exec(line) ?? [];
      const path = quoted?.replaceAll('""', '"') ?? bare;
      if (path === undefined || expected === undefined) return undefined;
      const bytes = entries.get(path);
      return bytes && (await sha256(bytes)) === hexOf(expected) ? undefined : path;
    }),
  );
  return wrong.find((path) => path !== undefined);
}

/** `RECORD` writes hashes in the URL-safe form of base64. */
function hexOf(base64: string): string {
  const binary = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(binary, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
