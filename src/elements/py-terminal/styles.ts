import { css } from "../css.js";
import { RootStyle } from "../root-styles.js";

/** The element and its box; xterm.js's own rules are in `xterm-styles.ts`. */
const terminalStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .stage {
    display: contents;
  }
  [part="terminal"] {
    position: relative;
    flex: 1 1 var(--_block-size, 22em);
    inline-size: var(--_inline-size, auto);
    max-inline-size: 100%;
    min-block-size: 3em;
    overflow: hidden;
    background: var(--py-terminal-background, light-dark(#ffffff, #15181e));
    color: var(--py-terminal-color, light-dark(#1c2128, #dfe3ea));
    border: var(--py-terminal-border, 1px solid light-dark(#c9d0d9, #3a414d));
    border-radius: var(--py-terminal-radius, 0.375em);
  }
  [part="terminal"]:focus-within {
    outline: var(--py-terminal-outline, 2px solid light-dark(#1a6fb5, #6cb6ff));
    outline-offset: 1px;
  }
  .box {
    position: absolute;
    inset: var(--py-terminal-padding, 0.5em);
  }
  .probe {
    position: absolute;
    visibility: hidden;
    pointer-events: none;
    inset: 0 auto auto 0;
    block-size: 0;
    overflow: hidden;
    font-family: var(--py-terminal-font, ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace);
    font-size: var(--py-terminal-font-size, 15px);
    line-height: var(--py-terminal-line-height, 1.2);
    transition: font-size 1ms;
    transition:
      font-size 1ms,
      line-height 1ms,
      font-family 1ms allow-discrete;
  }
  .probe span {
    transition: color 1ms;
  }
`;

/** Gives a shadow root the styles of the element and its box. */
export function adoptTerminalStyles(root: ShadowRoot): void {
  new RootStyle(root, terminalStyles);
}
