#!/usr/bin/env bash
# JavaScript's readers of tar give a sparse file's map and pieces for its content, and raise nothing.
#
# Packages: modern-tar 0.8.6, tar-stream 3.1.7, nanotar 0.2.0, tar 7.5.2; the archives are made by GNU tar.
# Expected: a megabyte with six letters in the middle, packed by tar --sparse in the format of GNU or of POSIX, is unpacked
#           as a megabyte, as GNU tar and Python's tarfile do; or an error.
# Seen:     the few kilobytes that are stored, the holes gone; tar leaves the file out in GNU's format. In that of POSIX the
#           content begins with the map, and the name has the folder GNUSparseFile.…, which is there for readers that do not
#           know the format.
# Exits with an error when one of them gives the megabyte, or an error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund modern-tar@0.8.6 tar-stream@3.1.7 nanotar@0.2.0 tar@7.5.2

truncate --size=1M holes.bin
printf 'middle' | dd of=holes.bin bs=1 seek=500000 conv=notrunc status=none
tar --format=gnu --sparse -cf gnu.tar holes.bin
tar --format=posix --sparse -cf posix.tar holes.bin

cat >sparse.mjs <<'JS'
import { createReadStream, readFileSync } from "node:fs";
import { unpackTar } from "modern-tar";
import { parseTar } from "nanotar";
import * as tar from "tar";
import tarStream from "tar-stream";

const isHoles = ({ name }) => name.endsWith("holes.bin") && !name.includes("PaxHeaders");
const readers = {
  "modern-tar": async (file) =>
    (await unpackTar(readFileSync(file))).map(({ header, data }) => ({ name: header.name, data })),
  "tar-stream": async (file) => {
    const entries = [];
    for await (const entry of createReadStream(file).pipe(tarStream.extract())) {
      const parts = [];
      for await (const part of entry) parts.push(part);
      entries.push({ name: entry.header.name, data: Buffer.concat(parts) });
    }
    return entries;
  },
  nanotar: async (file) => parseTar(readFileSync(file)),
  tar: async (file) => {
    const entries = [];
    const onReadEntry = (entry) => entries.push(entry.concat().then((data) => ({ name: entry.path, data })));
    await tar.t({ file, onReadEntry });
    return Promise.all(entries);
  },
};
let isAsStated = true;
for (const [name, read] of Object.entries(readers))
  for (const format of ["gnu", "posix"]) {
    const found = (await read(`${format}.tar`)).find(isHoles);
    const size = found?.data?.length;
    console.log(`${name}, ${format}: ${found ? `${found.name}, ${size} bytes` : "no such file"}, no error`);
    isAsStated &&= size === undefined ? name === "tar" && format === "gnu" : size < 10_000;
  }
process.exit(isAsStated ? 0 : 1);
JS
node sparse.mjs
