/** The widths of characters, the same for xterm.js and the line editor: emoji of several code points are
 * one. */
import type { IUnicodeVersionProvider, Terminal } from "@xterm/xterm";
import * as graphemes from "@xterm/addon-unicode-graphemes";
import type { CharacterRules } from "../../runtime/terminal/widths.js";

/** Loads the addon, and returns the rules that it gives the terminal. */
export function characterRules(terminal: Terminal): CharacterRules {
  let rules: CharacterRules | undefined;
  const unicode = {
    get versions() {
      return terminal.unicode.versions;
    },
    get activeVersion() {
      return terminal.unicode.activeVersion;
    },
    set activeVersion(version: string) {
      terminal.unicode.activeVersion = version;
    },
    // The terminal does not tell widths; the addon's provider, which it asks itself, is caught on its way.
    register(provider: IUnicodeVersionProvider) {
      rules = provider as unknown as CharacterRules;
      terminal.unicode.register(provider);
    },
  };
  new graphemes.UnicodeGraphemesAddon().activate({ unicode } as unknown as Terminal);
  if (!rules) throw new Error("The addon for Unicode registered nothing.");
  return rules;
}
