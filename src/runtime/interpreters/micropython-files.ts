/**
 * The modules of our package, as MicroPython imports them.
 *
 * Emscripten's file system is slow where nothing is warm: a file that is not there is an exception, of which
 * an import has several, and modules are read in pieces of twenty bytes. So the four system calls that an
 * import consists of are answered here for our own modules, from the archive as it came; all others are the
 * file system's affair.
 */
import type { Archive } from "../loading/archive.js";
import type { MicroPythonExports } from "./micropython-module.js";

type SystemCall = (...args: number[]) => number;

/** The package's folder; nobody else puts anything there. */
const PACKAGE = "pyscript";
/** The result of system calls for a missing file: `-ENOENT`. */
const MISSING = -44;
/** The kinds of file that `stat` tells: a folder as Emscripten makes them, and a file that can be read. */
const FOLDER = 0o40777;
const FILE = 0o100444;
/** The words that `stat` may write: more than any of Emscripten's versions does. */
const STAT_WORDS = 32;
/** Descriptors of open modules begin here, far above the file system's. */
const FIRST_DESCRIPTOR = 0x10000;

export class ModuleFiles {
  readonly #folder: string;
  /** The folder of the package. */
  readonly #packageFolder: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #open = new Map<number, { readonly data: Uint8Array; at: number }>();
  #descriptors = FIRST_DESCRIPTOR;
  #memory: WebAssembly.Memory | undefined;
  #words = new Uint32Array();
  #stat: SystemCall | undefined;
  /** The words that `stat` wrote for a folder, and the index of the kind of file in them. */
  #example = new Uint32Array();
  #kindAt = -1;

  /** @param folder the folder of packages */
  constructor(folder: string) {
    this.#folder = folder;
    this.#packageFolder = `${folder}/${PACKAGE}`;
  }

  /** Answers the system calls; called before the instance is made. */
  prepare({ env, wasi_snapshot_preview1: wasi }: WebAssembly.Imports): void {
    const stat = env?.["__syscall_stat64"] as SystemCall | undefined;
    const open = env?.["__syscall_openat"] as SystemCall | undefined;
    const read = wasi?.["fd_read"] as SystemCall | undefined;
    const close = wasi?.["fd_close"] as SystemCall | undefined;
    if (!env || !wasi || !stat || !open || !read || !close) return;
    this.#stat = stat;
    // Until there are modules here, and where there never are any, all is the file system's.
    env["__syscall_stat64"] = (path: number, out: number) => {
      if (this.#files.size === 0) return stat(path, out);
      const name = this.#text(path);
      if (this.#files.has(name)) return this.#tell(FILE, out);
      if (name === this.#packageFolder) return this.#tell(FOLDER, out);
      return this.#isMissing(name) ? MISSING : stat(path, out);
    };
    env["__syscall_openat"] = (folder: number, path: number, ...rest: number[]) => {
      if (this.#files.size === 0) return open(folder, path, ...rest);
      const name = this.#text(path);
      const data = this.#files.get(name);
      if (!data) return this.#isMissing(name) ? MISSING : open(folder, path, ...rest);
      this.#open.set(++this.#descriptors, { data, at: 0 });
      return this.#descriptors;
    };
    wasi["fd_read"] = (descriptor: number, pieces: number, count: number, total: number) => {
      const file = this.#open.get(descriptor);
      if (!file) return read(descriptor, pieces, count, total);
      const words = this.#view();
      const begin = file.at;
      for (let piece = pieces >> 2; count-- > 0; piece += 2) {
        const data = file.data.subarray(file.at, file.at + (words[piece + 1] ?? 0));
        new Uint8Array(words.buffer).set(data, words[piece]);
        file.at += data.length;
      }
      words[total >> 2] = file.at - begin;
      return 0;
    };
    wasi["fd_close"] = (descriptor: number) => (this.#open.delete(descriptor) ? 0 : close(descriptor));
  }

  /**
   * Makes modules importable.
   *
   * @returns the modules that have to be written to the file system
   */
  add(archive: Archive, exports: MicroPythonExports): Archive {
    if (!this.#stat || !(this.#kindAt >= 0 || this.#learn(this.#stat, exports))) return archive;
    const others = new Map<string, string | Uint8Array>();
    for (const [path, data] of archive) {
      if (typeof data !== "string" && path.startsWith(`${PACKAGE}/`)) {
        this.#files.set(`${this.#folder}/${path}`, data);
      } else others.set(path, data);
    }
    return others;
  }

  #isMissing(name: string): boolean {
    return name.startsWith(`${this.#packageFolder}/`);
  }

  /** Learns from the root folder at which words `stat` puts its results: they differ between versions of
   * Emscripten. */
  #learn(stat: SystemCall, { memory, malloc, free }: MicroPythonExports): boolean {
    this.#memory = memory;
    const out = malloc(4 * STAT_WORDS + 4);
    const path = out + 4 * STAT_WORDS;
    const at = out >> 2;
    this.#view().fill(0, at, at + STAT_WORDS);
    this.#view()[path >> 2] = "/".charCodeAt(0);
    stat(path, out);
    const statWords = this.#view().slice(at, at + STAT_WORDS);
    // Keeps only the words `stat` filled in; later ones must not be overwritten.
    this.#example = statWords.subarray(0, statWords.findLastIndex((word) => word !== 0) + 1);
    this.#kindAt = this.#example.indexOf(FOLDER);
    free(out);
    return this.#kindAt >= 0;
  }

  #tell(kind: number, out: number): number {
    const words = this.#view();
    words.set(this.#example, out >> 2);
    words[(out >> 2) + this.#kindAt] = kind;
    return 0;
  }

  #text(address: number): string {
    const bytes = new Uint8Array(this.#view().buffer, address);
    return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
  }

  /** Memory that has grown, or was shared and has grown, needs a new view. */
  #view(): Uint32Array {
    const buffer = this.#memory?.buffer;
    if (buffer && this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer);
    return this.#words;
  }
}
