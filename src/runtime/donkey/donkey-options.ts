/** The options of `donkey()` and `<py-donkey>`. */
import type { PythonConfig } from "../config/types.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import type { SandboxOption } from "../workers/page/sandbox-options.js";

export interface DonkeyOptions {
  /** `"py"` for Pyodide, which is the default; `"mpy"` for MicroPython; `"jupyter"` for a kernel of a Jupyter
   * server. */
  readonly type?: InterpreterType | "jupyter";
  /**
   * How many workers there are, from 1, which is the default; `"auto"` for as many as the machine has cores,
   * as far as its memory goes. A call goes to one that is free, a `map` to all.
   */
  readonly workers?: number | "auto";
  /** Lets calls see the names of earlier ones, in the same worker. By default each begins afresh (modules
   * stay imported) where there is one worker; several keep their names. */
  readonly persistent?: boolean;
  /** The parent of the terminal: an element, an id or a selector; by default the end of the page. An
   * invisible one hides it. A `<py-terminal>` is used as it is. */
  readonly terminal?: string | object;
  /** The configuration: packages, files and so on; or a URL of one, or JSON or TOML. */
  readonly config?: PythonConfig | string;
  /** Scripts, bridges and donkeys that name the same one share a worker. */
  readonly env?: string;
  /**
   * Runs the code in a sandbox: without the page, its cookies and its storage, and without a network but for
   * the addresses of `allow`, which are origins (`"https://api.example.com"`) or folders of them.
   */
  readonly sandbox?: SandboxOption;
  /** The address of the Jupyter server: `"http://localhost:8888/"`. */
  readonly url?: string;
  /** The server's token, or a function that returns it when it is needed. It never appears in markup, logs or
   * errors. */
  readonly token?: Token | undefined;
  /** The name of the Jupyter kernel, `"python3"`, by default the server's own choice; or the id of one that
   * runs, which then outlives the donkey. */
  readonly kernel?: string;
  /** An expression of a client of ipyparallel or Dask in the kernel, which `map` then uses. */
  readonly client?: string;
}

/** Lets a page in at a server. */
export type Token = string | (() => string | undefined | Promise<string | undefined>);
