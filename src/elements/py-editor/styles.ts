/** The styles of editors: of what is in their shadow root, and of their output, which is in the page. */
import { css } from "../css.js";
import { RootStyle } from "../root-styles.js";

const editorStyles = css`
  :host {
    --_background: var(--py-editor-background, light-dark(#ffffff, #15181e));
    --_color: var(--py-editor-color, light-dark(#1c2128, #dfe3ea));
    --_muted: var(--py-editor-muted, light-dark(#57606a, #9aa3b0));
    --_accent: var(--py-accent, light-dark(#1a6fb5, #6cb6ff));
    --_border: var(--py-editor-border, 1px solid light-dark(#c9d0d9, #3a414d));
    --_font: var(--py-editor-font, ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace);
    --_font-size: var(--py-editor-font-size, 0.9375rem);
    min-inline-size: 0;
  }
  [part="editor"] {
    overflow: hidden;
    color: var(--_color);
    background: var(--_background);
    border: var(--_border);
    border-radius: var(--py-editor-radius, 0.375em);
  }
  [part="editor"]:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  [part="bar"] {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.25em 0.5em;
    font: 0.8125rem var(--py-font, system-ui, sans-serif);
    border-block-end: var(--_border);
  }
  [part="name"] {
    margin-inline-start: auto;
    color: var(--_muted);
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid var(--_muted);
    border-radius: 0.25em;
    padding: 0.125em 0.75em;
    min-block-size: 1.75rem;
    min-inline-size: 1.75rem;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--_accent);
  }
  button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  button[aria-disabled="true"] {
    opacity: 0.6;
    cursor: default;
  }
  [part="code"] {
    font: var(--_font-size) / 1.5 var(--_font);
  }
  .plain {
    margin: 0;
    padding: 4px 6px 4px calc(3ch + 14px);
    font: inherit;
    white-space: pre;
    overflow: hidden;
    max-block-size: var(--_max, none);
  }
  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: pre-wrap;
  }
`;

const outputStyles = css`
  :where(.py-editor-output:not(:empty)) {
    margin-block: 0.5em;
  }
  :where(.py-editor-output > pre) {
    margin: 0;
    font: var(--py-editor-font-size, 0.9375rem) / 1.45
      var(--py-editor-font, ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  :where(.py-editor-text) {
    max-block-size: 32em;
    overflow: auto;
  }
  :where(.py-editor-cut) {
    opacity: 0.7;
    font-style: italic;
  }
  :where(.py-editor-error) {
    padding: 0.5em 0.75em;
    color: var(--py-error-color, light-dark(#7a1020, #ffc9cf));
    background: var(--py-error-background, light-dark(#fdf0f1, #33161a));
    border-inline-start: 0.25em solid var(--py-error-border, light-dark(#c8203a, #ff6b7f));
  }
  :where(.py-editor-error button) {
    all: unset;
    text-decoration: underline;
    cursor: pointer;
  }
  :where(.py-editor-error button):focus-visible {
    outline: 2px solid currentcolor;
    outline-offset: 2px;
  }
  :where(.py-editor-input) {
    display: flex;
    align-items: baseline;
    gap: 0.25em;
    font: var(--py-editor-font-size, 0.9375rem) / 1.45
      var(--py-editor-font, ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace);
    white-space: pre-wrap;
  }
  :where(.py-editor-input input) {
    flex: 1;
    min-inline-size: 4em;
    font: inherit;
    color: inherit;
    background: transparent;
    border: 1px solid light-dark(#767e89, #8b93a1);
    border-radius: 0.25em;
    padding: 0.125em 0.375em;
  }
  :where(img, svg):where(.py-editor-output *) {
    max-inline-size: 100%;
  }
`;

/** Gives the shadow root of an editor its styles. */
export function adoptEditorStyles(root: ShadowRoot): RootStyle {
  return new RootStyle(root, editorStyles);
}

const withOutput = new WeakSet<Node>();

/** Gives the tree that output is in the styles for it, once. */
export function adoptOutputStyles(root: Document | ShadowRoot): void {
  if (withOutput.has(root) || !("adoptedStyleSheets" in root)) return;
  withOutput.add(root);
  const { defaultView } = "defaultView" in root ? root : root.ownerDocument;
  const sheet = new (defaultView?.CSSStyleSheet ?? CSSStyleSheet)();
  sheet.replaceSync(outputStyles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
