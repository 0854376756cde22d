/** Reads Pyodide's messages about packages that it cannot load: a line that names one, then the reason. */
import { LoadError } from "../../errors.js";
import type { FailedPackage, LoadFailures } from "../../interpreters/native-packages.js";

export class PyodideFailures implements LoadFailures {
  readonly #packages: FailedPackage[] = [];
  /** Messages about no single package. */
  readonly #others: string[] = [];
  #name: string | undefined;

  add(message: string): void {
    const [, name] = /^The following error occurred while loading (\S+):$/.exec(message.trim()) ?? [];
    if (name === undefined && this.#name !== undefined)
      this.#packages.push({ name: this.#name, reason: message });
    else if (name === undefined) this.#others.push(message);
    this.#name = name;
  }

  ended(cause: unknown): void {
    this.#others.push(cause instanceof Error ? cause.message : String(cause));
  }

  of(names: readonly string[]): readonly FailedPackage[] {
    if (this.#others.length === 0) return this.#packages;
    throw new LoadError(
      "PY1001",
      `the packages ${names.join(", ")} cannot be installed: ${this.#others.join("; ")}`,
      names[0] ?? "",
    );
  }
}
