import { expect } from "chai";
import { zipSync } from "fflate";
import { unpack } from "../../../src/runtime/config/archives/unpack.js";
import { openWheel } from "../../../src/runtime/config/packages/wheel.js";
import { sha256 } from "../../../src/runtime/config/hash.js";
import type { Bytes } from "../../../src/runtime/config/transfer.js";
import { rejection } from "./helpers.js";

/** The fixture that `fixtures/make_archives.py` wrote. */
interface Row {
  /** Base64 of the archive, compressed by zlib. */
  readonly archive: string;
  /** Python's result: path → length and SHA-256, or null for an empty folder. */
  readonly holds?: Readonly<Record<string, readonly [number, string] | null>>;
  /** The error's message. */
  readonly says?: string;
}

const response = await fetch(new URL("./fixtures/archives.json", import.meta.url));
const table = (await response.json()) as Readonly<Record<string, Row>>;

async function bytesOf({ archive }: Row): Promise<Bytes> {
  const packed = Uint8Array.from(atob(archive), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe("unpack", () => {
  for (const [name, row] of Object.entries(table)) {
    const { holds, says } = row;
    if (holds) {
      it(`reads ${name} as Python does`, async () => {
        const { files, folders, dangling } = await unpack(await bytesOf(row), name);
        const found: Record<string, readonly [number, string] | null> = {};
        for (const [path, bytes] of files) found[path] = [bytes.length, await sha256(bytes)];
        for (const path of folders) found[path] = null;
        expect(found).to.deep.equal(holds);
        expect(dangling).to.deep.equal([]);
      });
    } else {
      it(`refuses ${name}, and says why`, async () => {
        await rejection(unpack(await bytesOf(row), name), "PY0000", name, says ?? "");
      });
    }
  }

  it("reads a zip whose bytes are such as a tar's header without a checksum would be", async () => {
    const content = new Uint8Array(600);
    const packed = () => zipSync({ "x.bin": [content, { level: 0, mtime: "2026-01-01" }] });
    // The sum of a header whose bytes are signed, its own field taken as spaces: 0, which is what is in the
    // field. The zip's checksum is in it as well, and changes with the content: one of some hundred fits.
    const sum = () => new Int8Array(packed().slice(0, 512)).reduce((all, byte) => all + byte, 8 * 32);
    for (let at = 300; Math.abs(sum()) > 127; at++) content[at] = sum() > 0 ? -127 : 127;
    const numbers = new DataView(content.buffer);
    for (let tries = 0; sum() !== 0; tries++) {
      numbers.setUint32(592, tries);
      if (tries === 50_000) throw new Error("None of them fits.");
    }
    const { files } = await unpack(new Uint8Array(packed()), "x.zip");
    expect([...files.keys()]).to.deep.equal(["x.bin"]);
    expect([...(files.get("x.bin") ?? [])]).to.deep.equal([...content]);
  });

  it("refuses a gzip, and each of its members, whose contents are not what its checksum says", async () => {
    const packed = async (text: string) => {
      const stream = new Blob([tar([text, "0", "", text])]).stream();
      return new Uint8Array(
        await new Response(stream.pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
      );
    };
    const [one, two] = [await packed("one"), await packed("two")];
    const joined = new Uint8Array([...one, ...two]);
    expect([...(await unpack(one, "x.tar.gz")).files.keys()]).to.deep.equal(["one"]);
    await unpack(joined.slice(), "x.tar.gz");
    for (const at of [one.length - 8, one.length - 1, joined.length - 8]) {
      const damaged = joined.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await rejection(unpack(damaged, "x.tar.gz"), "PY0000", "x.tar.gz", "damaged");
    }
    const alone = one.slice();
    alone[one.length - 8] = (alone[one.length - 8] ?? 0) ^ 1;
    await rejection(unpack(alone, "x.tar.gz"), "PY0000", "x.tar.gz", "checksum");
  });

  it("leaves out links to what the archive does not hold, and links that lead into themselves", async () => {
    const { files, dangling } = await unpack(
      tar(
        ["real/a.txt", "0", "", "A"],
        ["missing", "2", "nowhere.txt", ""],
        ["real/self", "2", ".", ""],
        ["one", "2", "two", ""],
        ["two", "2", "one", ""],
      ),
      "x.tar",
    );
    expect([...files.keys()]).to.deep.equal(["real/a.txt"]);
    expect(dangling).to.have.members(["missing", "real/self", "one", "two"]);
  });

  it("refuses links that multiply beyond measure", async () => {
    const entries: TarRow[] = [["0/a.txt", "0", "", "A"]];
    for (let level = 1; level < 30; level++) {
      for (const name of ["a", "b"]) entries.push([`${level}/${name}`, "2", `../${level - 1}`, ""]);
    }
    await rejection(unpack(tar(...entries), "bomb.tar"), "PY0000", "holds more than 100000 entries");
  });

  it("refuses bombs before room is made for them, and names the limit and its key", async () => {
    const mebibyte = 2 ** 20;
    const limits = { bytes: mebibyte };
    const zeros = new Uint8Array(8 * mebibyte);
    const says = [`holds more than ${mebibyte} bytes`, '"archive_limits": {"bytes": …}'];
    await rejection(
      unpack(await gzipped(zeros), "bomb.gz", limits),
      "PY0000",
      "bomb.gz was refused",
      ...says,
    );
    const member = await gzipped(zeros.subarray(0, mebibyte));
    const members = new Uint8Array([...member, ...member]);
    await rejection(unpack(members, "members.gz", limits), "PY0000", "was refused", ...says);
    const honest = zipSync({ "zeros.bin": zeros });
    await rejection(unpack(honest as Bytes, "bomb.zip", limits), "PY0000", "was refused", ...says);
    await rejection(openWheel(honest as Bytes, "bomb.whl", false, limits), "PY1001", ...says);
    // It says that it is four gigabytes, in two hundred bytes.
    const liar = zipSync({ "a.bin": zeros.subarray(0, 10) });
    const view = new DataView(liar.buffer, liar.byteOffset);
    const directory = liar.findLastIndex(
      (_, at) => at < liar.length - 3 && view.getUint32(at, true) === 0x02014b50,
    );
    view.setUint32(directory + 24, 0xfffffffe, true);
    await rejection(unpack(liar as Bytes, "liar.zip"), "PY0000", "holds more than 1073741824 bytes");
    const sparse = tar(["a", "S", "", ""]);
    sparse.set(new TextEncoder().encode("77777777777\0"), 483);
    checksum(sparse);
    await rejection(unpack(sparse, "sparse.tar"), "PY0000", "holds more than 1073741824 bytes");
    const links = tar(["a", "0", "", "A".repeat(600)], ["b", "1", "a", ""], ["c", "2", "a", ""]);
    await rejection(unpack(links, "links.tar", { bytes: 1000 }), "PY0000", "holds more than 1000 bytes");
    expect((await unpack(links, "links.tar", { bytes: 1800, entries: 3 })).files.size).to.equal(3);
    await rejection(unpack(links, "links.tar", { entries: 2 }), "PY0000", "holds more than 2 entries");
    const many = zipSync(Object.fromEntries(["a", "b", "c"].map((name) => [name, new Uint8Array(1)])));
    await rejection(unpack(many as Bytes, "many.zip", { entries: 2 }), "PY0000", "holds more than 2 entries");
  });

  it("refuses an archive in which one path is a file and a folder", async () => {
    await rejection(
      unpack(tar(["a", "0", "", "A"], ["a/b", "0", "", "B"]), "x.tar"),
      "PY0000",
      '"a/b" is both',
    );
  });
});

type TarRow = readonly [path: string, type: string, target: string, text: string];

async function gzipped(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Writes the checksum of a tar's first header anew. */
function checksum(bytes: Bytes): void {
  const header = bytes.subarray(0, 512);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}

/** Packs a small tar. */
function tar(...rows: readonly TarRow[]): Bytes {
  const blocks = rows.flatMap(([path, type, target, text]) => {
    const header = new Uint8Array(512);
    const put = (at: number, value: string) => header.set(new TextEncoder().encode(value), at);
    put(0, path);
    put(124, text.length.toString(8).padStart(11, "0"));
    put(148, "        ");
    put(156, type);
    put(157, target);
    put(257, "ustar\u000000");
    put(
      148,
      header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0") + "\0 ",
    );
    const data = new Uint8Array(Math.ceil(text.length / 512) * 512);
    data.set(new TextEncoder().encode(text));
    return [header, data];
  });
  const whole = new Uint8Array(blocks.reduce((length, block) => length + block.length, 1024));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
