/** Packages as interpreters themselves install them: those of a lock file, and compiled modules. */

/** A package that could not be loaded. */
export interface FailedPackage {
  readonly name: string;
  readonly reason: string;
}

/** Reads what an interpreter says of packages that it cannot load. */
export interface LoadFailures {
  /** Takes a message. */
  add(message: string): void;
  /** Takes what ended loading before its time. */
  ended(cause: unknown): void;
  /** @returns the packages that messages named
   * @throws LoadError where something failed that is no single package's affair */
  of(names: readonly string[]): readonly FailedPackage[];
}

/** The Python that compiled wheels have to be built for. */
export interface NativePython {
  /** `"3.14.2"` */
  readonly version: string;
  /** Its binary interface: `"2026_0"`. */
  readonly abi: string;
}

/** The lock file of an interpreter, and its loader. Names are normalized. */
export interface NativePackages {
  /** Undefined where the lock file does not say. */
  readonly python: NativePython | undefined;

  /** Returns true if the lock file has a package of that name. */
  has(name: string): boolean;

  /** The version it has, where the lock file says. */
  version(name: string): string | undefined;

  /** The names of the packages of the lock file that one needs. */
  requires(name: string): readonly string[];

  /**
   * Loads packages with those that they need.
   *
   * @param present packages that come from elsewhere, whoever needs them
   * @param failures reads what the interpreter says of failures
   * @returns those that could not be loaded, of which kind ever; the others are there
   */
  load(
    names: readonly string[],
    present: readonly string[],
    signal: AbortSignal,
    failures: LoadFailures,
  ): Promise<readonly FailedPackage[]>;

  /** Tells it of packages that others have installed: it loads none of its own over them, and lists them. */
  mark(names: readonly string[]): void;

  /** The core metadata (`METADATA`) of a package that was loaded; undefined where it has none. */
  metadata(name: string): string | undefined;

  /**
   * Compiles modules of WebAssembly that were installed, so that an `import`, which cannot wait, finds them.
   *
   * @param paths below the folder of packages
   * @throws Error for one that cannot be loaded; it names the file
   */
  link(paths: readonly string[], signal: AbortSignal): Promise<void>;
}
