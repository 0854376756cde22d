// Archives, whole and damaged.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { fuzz, mutations } from "./fuzzing.mjs";
import { source } from "./sources.mjs";

const { unpack } = await source("runtime/config/archives/unpack");
const { LoadError } = await source("runtime/errors");

const part = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9 _.-]{0,8}[a-z]$/),
  fc.constantFrom("é", "日本", "constructor"),
);
const content = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 500, maxLength: 600 }));
/** Path → bytes; none of them is a folder of another. */
const files = fc
  .uniqueArray(
    fc.tuple(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
      content,
    ),
    {
      selector: ([path]) => path,
      minLength: 1,
      maxLength: 5,
    },
  )
  .filter((entries) => entries.every(([path]) => entries.every(([other]) => !other.startsWith(`${path}/`))));

/** The same bytes whenever a case is tried. */
const mtime = "2026-01-01";
const packers = {
  zip: (entries) => zipSync(Object.fromEntries(entries), { mtime }),
  "stored zip": (entries) => zipSync(Object.fromEntries(entries), { mtime, level: 0 }),
  tar: (entries) =>
    packTar(entries.map(([name, body]) => ({ header: { name, size: body.length, type: "file" }, body }))),
  "tar.gz": async (entries) => gzipSync(await packers.tar(entries)),
};
const kind = fc.constantFrom(...Object.keys(packers));
/** As a page has them: in an `ArrayBuffer` of their own. */
const own = (bytes) => Uint8Array.from(bytes);

async function outcome(bytes) {
  try {
    return await unpack(own(bytes), "https://example.com/a.bin");
  } catch (error) {
    assert(error instanceof LoadError, String(error.stack ?? error));
    assert.match(error.message, /^\(PY0000\): .*https:\/\/example\.com\/a\.bin/);
    return undefined;
  }
}

function staysInside(path) {
  assert(!path.startsWith("/") && !/^[A-Za-z]:/.test(path) && !path.includes("\0"), path);
  assert(!path.split(/[\\/]/).includes(".."), path);
}

fuzz("archives", "archives", {
  "hold what was packed": [
    files,
    kind,
    async (entries, kind) => {
      const unpacked = await unpack(own(await packers[kind](entries)), "x");
      assert.deepEqual(
        new Map([...unpacked.files].sort()),
        new Map(entries.map(([path, bytes]) => [path, own(bytes)]).sort()),
      );
      assert.deepEqual(unpacked.dangling, []);
    },
  ],
  "that are damaged are refused, or hold no file that is another than it was, where there are checksums": [
    files,
    fc.constantFrom("zip", "stored zip", "tar.gz"),
    mutations(fc.constant(Uint8Array.of(1))).chain(() =>
      fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 }),
    ),
    async (entries, kind, flips) => {
      const bytes = own(await packers[kind](entries));
      for (const [at, bit] of flips) bytes[at % bytes.length] ^= 1 << bit;
      const unpacked = await outcome(bytes);
      if (!unpacked) return;
      const contents = new Set(entries.map(([, given]) => given.join()));
      for (const [path, found] of unpacked.files) {
        staysInside(path);
        assert(contents.has(found.join()), `${path} holds what was not packed`);
      }
    },
  ],
  "are refused, or stay inside their folder, whatever their bytes are": [
    fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.of(0x50, 0x4b, 3, 4, ...bytes)),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.of(0x1f, 0x8b, 8, 0, ...bytes)),
    ),
    async (bytes) => {
      const unpacked = await outcome(bytes);
      for (const path of unpacked ? [...unpacked.files.keys(), ...unpacked.folders] : []) staysInside(path);
    },
  ],
  "that lead outside by a name are refused": [
    files,
    fc.constantFrom("zip", "tar", "tar.gz"),
    fc.constantFrom("../x", "a/../../x", "/x", "C:/x", "..", "a/../..", "..\\x"),
    async (entries, kind, name) => {
      assert.equal(await outcome(await packers[kind]([...entries, [name, Uint8Array.of(1)]])), undefined);
    },
  ],
  "of tars with headers that were changed are refused, or stay inside their folder": [
    files,
    fc.array(
      fc.record({
        at: fc.nat(),
        put: fc.oneof(
          fc.string({ unit: "binary", maxLength: 12 }),
          fc.constantFrom(
            "../",
            "777777777777",
            "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            "S",
            "x",
            "L",
            "1",
            "2",
            "5",
            "30 GNU.sparse.size=9999999999\n",
          ),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    async (entries, changes) => {
      const bytes = own(await packers.tar(entries));
      for (const { at, put } of changes) {
        const place = at % bytes.length;
        for (let index = 0; index < put.length && place + index < bytes.length; index++)
          bytes[place + index] = put.charCodeAt(index);
      }
      withChecksums(bytes);
      const unpacked = await outcome(bytes);
      for (const path of unpacked ? [...unpacked.files.keys(), ...unpacked.folders] : []) staysInside(path);
    },
  ],
});

/** Gives every header of a tar the checksum that it should have, so that more than that is looked at. */
function withChecksums(bytes) {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    if (String.fromCharCode(...bytes.subarray(at + 257, at + 262)) !== "ustar") continue;
    bytes.fill(0x20, at + 148, at + 156);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    bytes.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), at + 148);
  }
}
