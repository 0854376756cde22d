/**
 * `document.currentScript` while an adopted script runs on the main thread. The browser only knows its own
 * scripts, so the property is shadowed for as long as one of ours runs, and is the browser's own again
 * afterwards. A script of the browser's that runs meanwhile, while ours awaits something, still finds
 * itself.
 */
export class CurrentScript {
  #running: HTMLScriptElement[] = [];

  /** Runs `run` with `script` as the current one. */
  async during<T>(script: HTMLScriptElement, run: () => Promise<T>): Promise<T> {
    this.#running.push(script);
    if (this.#running.length === 1) {
      Object.defineProperty(document, "currentScript", {
        configurable: true,
        get: () => native() ?? this.#running.at(-1) ?? null,
      });
    }
    try {
      return await run();
    } finally {
      this.#running.splice(this.#running.lastIndexOf(script), 1);
      if (this.#running.length === 0) Reflect.deleteProperty(document, "currentScript");
    }
  }
}

/** The script of its own that the browser is running now. */
const native = () =>
  Object.getOwnPropertyDescriptor(Document.prototype, "currentScript")?.get?.call(
    document,
  ) as Document["currentScript"];
