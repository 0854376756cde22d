/**
 * Unpacks archives. What an archive is, its first bytes say: a server may have undone the compression on the way, or
 * its URL may have no extension. The libraries are loaded when the first archive of their kind has come.
 */
import { LoadError } from "../errors.js";
import { staysBelow } from "./paths.js";
import type { Bytes } from "./transfer.js";

/** What archives are expected to be called; used in messages. */
export const archiveKinds = ".zip, .whl, .tar, .tar.gz or .tgz";

/**
 * Unpacks a zip, a tar or a compressed tar. Folders and links are left out.
 *
 * @param url where it came from, for messages
 * @returns path in the archive → bytes
 * @throws LoadError when it is no archive, is damaged, or holds a path that leads out of its folder
 */
export async function unpack(bytes: Bytes, url: string): Promise<Map<string, Bytes>> {
  try {
    if (startsWith(bytes, [0x50, 0x4b])) return checked(await unzip(bytes), url);
    const tar = startsWith(bytes, [0x1f, 0x8b]) ? await gunzip(bytes) : bytes;
    if (isTar(tar)) return checked(await untar(tar), url);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LoadError(
      "PY0000",
      `the archive ${url} is damaged: ${reason}. Load it again, or replace it.`,
      url,
      {
        cause: error,
      },
    );
  }
  throw new LoadError(
    "PY0000",
    `${url} is not an archive that can be unpacked: ${archiveKinds} was expected, and it begins with ${describe(bytes)}.`,
    url,
  );
}

/** Unpacks a zip. fflate's asynchronous functions are not used: they start workers from `blob:`, which strict content
 * security policies refuse. */
export async function unzip(bytes: Bytes): Promise<Map<string, Bytes>> {
  const { unzipSync } = await import("fflate");
  const entries = Object.entries(unzipSync(bytes)) as [string, Bytes][];
  return new Map(entries.filter(([path]) => !path.endsWith("/")));
}

async function gunzip(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function untar(bytes: Bytes): Promise<Map<string, Bytes>> {
  const { unpackTar } = await import("modern-tar");
  const entries = await unpackTar(bytes, { strict: true, filter: ({ type }) => (type ?? "file") === "file" });
  return new Map(
    entries.map(({ header, data }) => [header.name.replace(/^(?:\.\/)+/, ""), data ?? new Uint8Array()]),
  );
}

/** Every tar that is still made says `ustar` in its first header. */
function isTar(bytes: Bytes): boolean {
  return startsWith(bytes.subarray(257, 262), [0x75, 0x73, 0x74, 0x61, 0x72]);
}

function checked(files: Map<string, Bytes>, url: string): Map<string, Bytes> {
  for (const path of files.keys()) {
    if (staysBelow(path)) continue;
    throw new LoadError(
      "PY0000",
      `the archive ${url} was refused: its file "${path}" would be written outside the folder it is unpacked to.`,
      url,
    );
  }
  return files;
}

const startsWith = (bytes: Uint8Array, prefix: readonly number[]) =>
  prefix.every((byte, index) => bytes[index] === byte);

/** The beginning of something unexpected, shown in a message. */
export function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing: it is empty";
  const text = new TextDecoder().decode(bytes.subarray(0, 24));
  // eslint-disable-next-line no-control-regex -- binary data
  return JSON.stringify(text.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, "·"));
}
