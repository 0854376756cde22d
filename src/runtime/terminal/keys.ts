/**
 * Parses the data that a terminal sends into the person's input: text, named keys, and pastes.
 *
 * Terminals send keys as escape sequences; xterm.js sends those of xterm. Names follow readline: `C-a` is
 * Ctrl-A, `M-b` Alt-B (or Escape, then B).
 */

/** One thing typed. */
export type Key = { readonly name: string } | { readonly text: string } | { readonly paste: string };

/** The keys behind the characters after `ESC [` or `ESC O`. */
const SEQUENCES: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "S-tab",
  "1~": "home",
  "3~": "delete",
  "4~": "end",
  "5~": "page-up",
  "6~": "page-down",
  "7~": "home",
  "8~": "end",
};

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1f": "C-_",
};

const PASTE_END = "\x1b[201~";

/** Makes keys of what arrives; a paste may arrive in parts. */
export class KeyParser {
  #paste: string | undefined;
  #escape = false;

  parse(data: string): Key[] {
    const keys: Key[] = [];
    let rest = data;
    while (rest) {
      if (this.#paste !== undefined) {
        // Its end may come in two parts as well.
        const from = Math.max(0, this.#paste.length - PASTE_END.length);
        const paste = this.#paste + rest;
        const end = paste.indexOf(PASTE_END, from);
        this.#paste = end < 0 ? paste : undefined;
        if (end < 0) break;
        keys.push({ paste: paste.slice(0, end) });
        rest = paste.slice(end + PASTE_END.length);
        continue;
      }
      if (rest.startsWith("\x1b[200~")) {
        this.#paste = "";
        rest = rest.slice(6);
        continue;
      }
      const [key, length] = this.#next(rest);
      if (key) keys.push(key);
      rest = rest.slice(length);
    }
    return keys;
  }

  #next(data: string): [Key | undefined, number] {
    // eslint-disable-next-line no-control-regex
    const sequence = /^\x1b[[O](?:(\d+)(?:;(\d+))?)?([A-Z~])/.exec(data);
    if (sequence) {
      this.#escape = false;
      const [whole, number = "", modifier = "1", final = ""] = sequence;
      const name = SEQUENCES[final === "~" ? `${number}~` : final];
      return [name ? { name: prefix(Number(modifier)) + name } : undefined, whole.length];
    }
    const meta = this.#escape ? "M-" : "";
    if (data[0] === "\x1b") {
      // Escape alone is the first half of Alt, as in readline.
      this.#escape = !this.#escape;
      return [undefined, 1];
    }
    this.#escape = false;
    const first = String.fromCodePoint(data.codePointAt(0) ?? 0);
    const control = CONTROLS[first];
    if (control) return [{ name: meta + control }, 1];
    if (first < " ") return [{ name: `${meta}C-${String.fromCharCode(first.charCodeAt(0) + 96)}` }, 1];
    if (meta) return [{ name: meta + first.toLowerCase() }, first.length];
    // eslint-disable-next-line no-control-regex
    const text = /^[^\x00-\x1f\x7f]+/.exec(data)?.[0] ?? first;
    return [{ text }, text.length];
  }
}

/** Returns the prefix for xterm's number for Shift, Alt and Ctrl; only Ctrl and Alt make a difference
 * here. */
function prefix(modifier: number): string {
  const bits = modifier - 1;
  return bits & 4 ? "C-" : bits & 2 ? "M-" : "";
}
