/** The code of one editor: the author's, and what a visitor has made of it. */
import { asError } from "../../runtime/errors.js";
import { dedent } from "../../runtime/runs/dedent.js";
import type { SourceController } from "../controllers/source-controller.js";
import type { EditorStage } from "./editor-stage.js";
import { KeptCode } from "./kept-code.js";

/** The editor that code belongs to. */
export interface CodeHome {
  readonly owner: HTMLElement;
  /** Reads the author's code. */
  readonly source: SourceController;
  /** The stage that shows it, where there is one. */
  stage(): EditorStage | undefined;
  /** The editor's name on its page. */
  identify(): string;
  /** The author's code has been read, or could not be. */
  read(): void;
  report(error: Error, retry: () => void): void;
}

export class EditorCode {
  readonly #home: CodeHome;
  /** The code that is not on a stage. */
  #text: string | undefined;
  /** The author's code, and a promise of it, which comes also where it could not be read. */
  #authored: string | undefined;
  #reading = Promise.withResolvers<string>();
  #kept: KeptCode | undefined;
  /** Why there is no code of the author's. */
  failure: Error | undefined;
  /** The URL that the author's code came from. */
  url: string | undefined;

  constructor(home: CodeHome) {
    this.#home = home;
  }

  /** The code, as it is now. */
  get text(): string {
    return this.#home.stage()?.text ?? this.#text ?? this.#home.source.code;
  }

  set text(value: string) {
    this.#text = trimmed(String(value));
    const stage = this.#home.stage();
    if (stage) stage.text = this.#text;
  }

  /** The code for a stage that is being made. */
  get forStage(): string {
    return trimmed(this.text);
  }

  /** The author's code, once it has been read; `""` where it could not be. */
  get authored(): Promise<string> {
    return this.#reading.promise;
  }

  /** Takes over what its stage has, which is about to go. */
  leaveStage(): void {
    const stage = this.#home.stage();
    // It shows no code yet where nothing has been read or written.
    if (stage && this.#text !== undefined) this.#text = stage.text;
  }

  /** Reads the author's code, and again when that changes. */
  async fill(session: AbortSignal): Promise<void> {
    const { owner, source } = this.#home;
    const persist = owner.getAttribute("persist");
    if (persist !== null)
      this.#kept = new KeptCode(persist || this.#home.identify(), persist !== "", session);
    await this.#read(session);
    await source.watch(session);
  }

  /** Reads the author's code. The visitor's stays, where there is some. */
  async #read(session: AbortSignal): Promise<void> {
    try {
      const { code, url } = await this.#home.source.read(session, {
        idle() {},
        late: () => void this.#read(session),
      });
      this.url = url ?? this.url;
      this.failure = undefined;
      const text = trimmed(code);
      const kept = this.#authored === undefined ? this.#kept?.read() : undefined;
      if (this.#text === undefined || this.text === this.#authored) this.text = kept ?? text;
      this.#authored = text;
    } catch (error) {
      if (session.aborted) return; // It is read again where the editor comes back.
      this.failure = asError(error);
      this.#home.report(this.failure, () => void this.#read(session));
    }
    this.#home.read();
    this.#reading.resolve(this.#authored ?? "");
  }

  /** There is no editor that the code could be in. */
  cannotOpen(error: Error): void {
    this.failure = error;
    this.#reading.resolve("");
  }

  /** The author's code may be another one. */
  changed(session: AbortSignal): void {
    queueMicrotask(() => {
      if (!session.aborted && this.#home.source.changed) void this.#read(session);
    });
  }

  /** The visitor, or an assignment, has changed the code on the stage. */
  edited(): void {
    this.#text = this.#home.stage()?.text;
    this.#kept?.write(this.#text === this.#authored ? undefined : this.#text);
  }

  /** Brings the author's code back. */
  reset(): void {
    this.text = this.#authored ?? this.#home.source.code;
    this.#kept?.write(undefined);
  }
}

/** Code as it is shown: without empty lines around it. */
function trimmed(code: string): string {
  return dedent(code).replace(/^\n+|\s+$/g, "");
}
