// Wheels for tests, built when they are asked for: nothing binary is in the repository.
import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";

const sha256 = (bytes, encoding) => createHash("sha256").update(bytes).digest(encoding);

/** Builds a wheel. `files` are path → text; METADATA, WHEEL and RECORD are added. */
export function buildWheel({
  name,
  version,
  requires = [],
  extras = [],
  requiresPython,
  files,
  tag,
  record = true,
}) {
  const base = `${name.replaceAll("-", "_")}-${version}`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython ? [`Requires-Python: ${requiresPython}`] : []),
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
    ...extras.map((extra) => `Provides-Extra: ${extra}`),
    "",
    `Requires-Dist: not-a-header`,
    "",
  ].join("\n");
  const entries = {
    ...(files ?? { [`${name.replaceAll("-", "_")}/__init__.py`]: moduleText(name, version, requires) }),
    [`${base}.dist-info/METADATA`]: metadata,
    [`${base}.dist-info/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  };
  if (record) {
    const lines = Object.entries(entries).map(
      ([path, text]) => `${path},sha256=${sha256(Buffer.from(text), "base64url")},${Buffer.byteLength(text)}`,
    );
    entries[`${base}.dist-info/RECORD`] = [...lines, `${base}.dist-info/RECORD,,`, ""].join("\n");
  }
  return zip(entries);
}

/** A package that says what it is, and imports what it needs. */
function moduleText(name, version, requires) {
  const needed = requires.filter((text) => /^[a-z]+(?:\W|$)/.test(text) && !text.includes(";"));
  const imports = needed.map((text) => `import ${/^[a-z]+/.exec(text)[0]}\n`).join("");
  return `${imports}name = "${name}"\n__version__ = "${version}"\n`;
}

/** A zip of path → text, always the same bytes for the same files. */
export function zip(entries) {
  const bytes = Object.fromEntries(
    Object.entries(entries).map(([path, text]) => [path, typeof text === "string" ? strToU8(text) : text]),
  );
  return Buffer.from(zipSync(bytes, { mtime: new Date(2026, 0, 1) }));
}

const pure = "py3-none-any";

const described = [
  { name: "greeting", version: "1.0" },
  { name: "greeting", version: "1.1", requires: ["shout>=1.0"] },
  {
    name: "greeting",
    version: "2.0",
    requires: ["shout>=1.0", 'megaphone; extra == "loud"'],
    extras: ["loud"],
  },
  { name: "greeting", version: "2.1rc1" },
  { name: "greeting", version: "2.2", yanked: "broken" },
  { name: "shout", version: "1.0" },
  { name: "shout", version: "1.5" },
  { name: "shout", version: "2.0" },
  { name: "megaphone", version: "1.0" },
  { name: "oldschool", version: "1.0", requires: ["shout<2"] },
  { name: "demanding", version: "1.0", requires: ["shout>=2"] },
  { name: "needy", version: "1.0", requires: ["no-such-thing", "foreign", "lost", "megaphone>=99", "shout"] },
  { name: "futuristic", version: "1.0" },
  { name: "futuristic", version: "2.0", requiresPython: ">=4" },
  {
    name: "marked",
    version: "1.0",
    requires: [
      'shout; python_version < "3"',
      'megaphone ; (sys_platform == "emscripten" and python_version >= "3.9")',
    ],
  },
  {
    name: "compiled",
    version: "1.0",
    tag: "cp314-cp314-pyemscripten_2026_0_wasm32",
    requires: ["megaphone"],
    files: {
      "compiled/__init__.py": '__version__ = "1.0"\n',
      "compiled/_core.cpython-314-wasm32-emscripten.so": "\0asm",
      "compiled/_core.cpython-314-x86_64-linux-gnu.so": "ELF",
      "compiled/_stable.abi3.so": "\0asm",
      "compiled/some.sort": "",
      "compiled.libs/libhelp.so.2": "\0asm",
    },
  },
  { name: "foreign", version: "1.0", tag: "cp314-cp314-manylinux_2_17_x86_64" },
  { name: "beta-only", version: "1.0b2" },
  { name: "wants-native", version: "1.0", requires: ["Native.Package>=1", "megaphone"] },
  { name: "wrong-hash", version: "1.0", sha256: "0".repeat(64) },
  { name: "lost", version: "1.0", missing: true },
  {
    name: "boxed",
    version: "1.0",
    files: {
      "boxed-1.0.data/purelib/boxed/__init__.py": "__version__ = '1.0'\n",
      "boxed-1.0.data/scripts/boxed": "#!python\n",
      "boxed-1.0.data/data/share/boxed/data.txt": "data\n",
    },
  },
];

/** All wheels of the index. */
export const wheels = described.map(({ tag = pure, ...wheel }) => {
  const filename = `${wheel.name.replaceAll("-", "_")}-${wheel.version}-${tag}.whl`;
  const bytes = buildWheel({ ...wheel, tag });
  return { ...wheel, filename, bytes, sha256: wheel.sha256 ?? sha256(bytes, "hex") };
});

const good = wheels.find(({ filename }) => filename.startsWith("shout-1.0")).bytes;

/** Wheels that are none, by the name of their file. */
export const brokenWheels = {
  "notazip-1.0-py3-none-any.whl": Buffer.from("<!doctype html><p>not found</p>"),
  "truncated-1.0-py3-none-any.whl": good.subarray(0, good.length - 60),
  "nometadata-1.0-py3-none-any.whl": zip({ "nometadata/__init__.py": "" }),
  "tampered-1.0-py3-none-any.whl": zip({
    "tampered/__init__.py": "evil = True\n",
    "tampered-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tampered\nVersion: 1.0\n",
    "tampered-1.0.dist-info/RECORD": `tampered/__init__.py,sha256=${sha256("good = True\n", "base64url")},12\n`,
  }),
  "escaping-1.0-py3-none-any.whl": zip({
    "../outside.py": "",
    "escaping-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: escaping\nVersion: 1.0\n",
  }),
};
