/** Shows what a kernel publishes: text in the terminal, what is richer by `display`'s own path. */
import { showParts, type Part } from "../../page/display.js";
import { showRich } from "../../page/rich-parts.js";
import { findTarget } from "../../page/targets.js";
import type { IMessage } from "./services.js";

export interface OutputPlace {
  readonly terminal: { write(text: string): void };
  /** The element that receives what is displayed. */
  readonly output: Element;
  /** The tree in which targets are looked up. */
  readonly root: Document | ShadowRoot;
}

/** An output's forms by their MIME type, and what is said of them. */
interface Bundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly transient?: { readonly display_id?: string };
}

/** The richest first. */
const KINDS = [
  "text/html",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "application/javascript",
] as const;

/** The key of a bundle's metadata by which `pyscript.display` says where it goes: `kernel/_display.py`. */
const PLACE = "py-elements";

export class Outputs {
  readonly #place: OutputPlace;
  /** The boxes of displays that may be changed. */
  readonly #boxes = new Map<string, Element>();
  /** The boxes that calls since the last `begin()` have added. */
  #added: Element[] = [];
  /** True if the next output takes the place of those before. */
  #clears = false;

  constructor(place: OutputPlace) {
    this.#place = place;
  }

  /** A call begins: what was shown before stays. */
  begin(): void {
    this.#added = [];
    this.#clears = false;
  }

  /** Shows an output. @throws Error when it cannot be shown, which the page's policy may be the reason of */
  show({ header, content }: IMessage): void {
    switch (header.msg_type as string) {
      case "stream":
        this.#clear();
        this.#place.terminal.write((content as { readonly text: string }).text);
        break;
      case "display_data":
      case "execute_result":
        this.#clear();
        this.#display(content as unknown as Bundle);
        break;
      case "update_display_data":
        this.#update(content as unknown as Bundle);
        break;
      case "clear_output":
        this.#clears = true;
        if (!(content as { readonly wait?: boolean }).wait) this.#clear();
    }
  }

  #clear(): void {
    if (!this.#clears) return;
    this.#clears = false;
    for (const box of this.#added.splice(0)) box.remove();
    // As IPython does in a terminal.
    this.#place.terminal.write("\x1b[2K\r");
  }

  #display(bundle: Bundle): void {
    const place = bundle.metadata?.[PLACE] as
      { readonly target: string | null; readonly append: boolean } | undefined;
    const part = partOf(bundle, place !== undefined);
    if (!part) return this.#place.terminal.write(`${textOf(bundle)}\n`);
    const target = place?.target ? findTarget(this.#place.root, place.target) : this.#place.output;
    showParts(target, [part], place?.append ?? true, [], showRich);
    const box = target.lastElementChild;
    if (!box) return;
    this.#added.push(box);
    const { display_id: id } = bundle.transient ?? {};
    if (id) this.#boxes.set(id, box);
  }

  #update(bundle: Bundle): void {
    const { display_id: id } = bundle.transient ?? {};
    const box = id ? this.#boxes.get(id) : undefined;
    const part = partOf(bundle, true);
    if (box?.isConnected && part) showParts(box, [part], false, [], showRich);
    else this.#display(bundle);
  }
}

/** The richest form that `display` knows. @returns undefined where that is plain text, unless `takesText` */
function partOf({ data, metadata = {} }: Bundle, takesText: boolean): Part | undefined {
  for (const kind of KINDS) {
    const content = data[kind];
    if (content === undefined) continue;
    const own = { ...(metadata[kind] as object | undefined) } as Record<string, unknown>;
    if (kind.startsWith("image/") && !("alt" in own) && data["text/plain"])
      own["alt"] = text(data["text/plain"]);
    return [kind, text(content), own];
  }
  return takesText ? ["text/plain", textOf({ data })] : undefined;
}

function textOf({ data }: Bundle): string {
  const plain = data["text/plain"] ?? data["text/markdown"] ?? data["text/latex"] ?? Object.values(data)[0];
  return plain === undefined ? "" : text(plain);
}

function text(content: unknown): string {
  if (Array.isArray(content)) return content.join("");
  return typeof content === "string" ? content : JSON.stringify(content);
}
