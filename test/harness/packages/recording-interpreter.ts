import type { Interpreter } from "../../../src/runtime/interpreters/interpreter.js";
import type { NativePackages } from "../../../src/runtime/interpreters/native-packages.js";

/** A package of its lock file. */
export interface NativePackage {
  readonly version: string;
  readonly requires?: readonly string[];
  /** The text of its `METADATA` when it has been loaded. */
  readonly metadata?: string;
}

const unused = (): never => {
  throw new Error("Not part of what configurations use.");
};

/** An interpreter that only remembers what it was given. */
export class RecordingInterpreter implements Interpreter {
  readonly type;
  readonly version;
  readonly capabilities;
  /** Path → text of what was written. */
  readonly files = new Map<string, string>();
  /** Path → text of what was installed. */
  readonly packageFiles = new Map<string, string>();
  /** The names that `nativePackages.load` was called with. */
  readonly loaded: string[] = [];
  /** Packages that `nativePackages.load` says that it could not load. */
  failing: { readonly name: string; readonly reason: string }[] = [];
  /** The bytes that other tests wrote, for `readFile`. */
  readonly bytes = new Map<string, Uint8Array>();
  /** The (normalized) names that it was told come from elsewhere. */
  readonly present: string[] = [];
  /** The compiled files that were made ready. */
  readonly linked: string[] = [];
  /** The error of every compiled file. */
  unlinkable: Error | undefined;
  readonly #native: Readonly<Record<string, NativePackage>>;
  readonly held = { proxies: 0 };

  constructor(packages: "wheel" | "mip", native: Readonly<Record<string, NativePackage>> = {}) {
    this.type = packages === "wheel" ? ("py" as const) : ("mpy" as const);
    this.version = packages === "wheel" ? "314.0.7" : "1.29.0";
    this.capabilities = { packages, canSuspend: false, canInterrupt: false };
    this.#native = native;
  }

  async nativePackages(): Promise<NativePackages> {
    const native = this.#native;
    return {
      python: { version: "3.14.2", abi: "2026_0" },
      has: (name) => Object.hasOwn(native, name),
      version: (name) => native[name]?.version,
      requires: (name) => native[name]?.requires ?? [],
      mark: (names) => void this.present.push(...names),
      metadata: (name) => native[name]?.metadata,
      load: async (names, present) => {
        this.loaded.push(...names);
        this.present.push(...present);
        return this.failing;
      },
      link: async (paths) => {
        if (this.unlinkable) throw this.unlinkable;
        this.linked.push(...paths);
      },
    };
  }

  /** The names and versions of installed packages, by their metadata: `["shout 1.0"]`. */
  get installed(): string[] {
    return [...this.packageFiles.keys()]
      .flatMap((path) => /^([^/]+)-([^/-]+)\.dist-info\/METADATA$/.exec(path)?.slice(1).join(" ") ?? [])
      .sort();
  }

  writeFile(path: string, data: Uint8Array | string): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    this.bytes.set(path, bytes);
    this.files.set(path, new TextDecoder().decode(bytes));
  }

  readFile(path: string): Uint8Array {
    const bytes = this.bytes.get(path) ?? this.bytes.get(path.slice(1));
    if (!bytes) throw new Error(`No such file: ${path}`);
    return bytes;
  }

  installPackageFiles(files: ReadonlyMap<string, string | Uint8Array>): void {
    for (const [path, bytes] of files)
      this.packageFiles.set(path, typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
  }

  readonly folders = { list: unused, stat: unused, touch: unused, make: unused, remove: unused };
  execute = unused;
  executeAsync = unused;
  lookup = unused;
  handler = unused;
  retain = unused;
  importModule = unused;
  isPython = unused;
  loadConversions = unused;
  toJs = unused;
  collectGarbage(): void {}

  interrupt(): void {}
  endRun(): void {}
  dispose(): void {}
}
