/** The look of code: colours by custom properties, on light and on dark pages. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const color = (name: string, light: string, dark: string) => ({
  color: `var(--py-editor-${name}, light-dark(${light}, ${dark}))`,
});

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], ...color("keyword", "#8a2aa5", "#d8a0f0") },
  { tag: [tags.string, tags.special(tags.string)], ...color("string", "#1d7a34", "#7bd88f") },
  { tag: [tags.number, tags.bool, tags.null, tags.self], ...color("number", "#9a4b00", "#e6b36c") },
  { tag: tags.comment, ...color("comment", "#57606a", "#9aa3b0"), fontStyle: "italic" },
  {
    tag: [tags.definition(tags.variableName), tags.function(tags.variableName)],
    ...color("definition", "#1a5fb4", "#6cb6ff"),
  },
  { tag: [tags.className, tags.definition(tags.className)], ...color("type", "#0d7285", "#66d3e0") },
]);

/** Signs before the names that complete: letters that the font has. Looking for a font with the signs of
 * CodeMirror's own takes most of a frame, as the first letter is typed. */
const signs = {
  ...{ variable: "x", constant: "x", property: "x", function: "f", method: "f" },
  ...{ class: "c", type: "c", namespace: "m", keyword: "k" },
};

const look = EditorView.theme({
  ...Object.fromEntries(
    Object.entries(signs).map(([type, sign]) => [
      `.cm-completionIcon-${type}:after`,
      { content: `"${sign}"`, fontStyle: "italic" },
    ]),
  ),
  "&": {
    color: "var(--_color)",
    backgroundColor: "var(--_background)",
    maxBlockSize: "var(--_max, none)",
    fontSize: "inherit",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "inherit", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { caretColor: "var(--_accent)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--_accent)" },
  ".cm-gutters": {
    color: "var(--_muted)",
    backgroundColor: "var(--_background)",
    border: "none",
  },
  ".cm-lineNumbers .cm-gutterElement": { minInlineSize: "3ch" },
  ".cm-activeLine": { backgroundColor: "light-dark(#0000000a, #ffffff0d)" },
  ".cm-activeLineGutter": { backgroundColor: "light-dark(#0000000a, #ffffff0d)", color: "inherit" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection": {
    backgroundColor: "var(--py-editor-selection, light-dark(#b6d7f5, #2f4f6f)) !important",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "light-dark(#d6ead9, #23402b)",
    outline: "1px solid light-dark(#1d7a34, #7bd88f)",
  },
  ".cm-stopped": { backgroundColor: "var(--py-editor-stopped, light-dark(#fff3bf, #4a3f10))" },
  ".cm-breakpoints .cm-gutterElement": { minInlineSize: "1.25em", textAlign: "center", cursor: "pointer" },
  ".cm-breakpoints span": { color: "var(--py-editor-breakpoint, light-dark(#c8203a, #ff6b7f))" },
  ".cm-readonly": { backgroundColor: "var(--py-editor-readonly, light-dark(#00000010, #ffffff14))" },
  ".cm-foldPlaceholder": { color: "inherit", backgroundColor: "transparent" },
  ".cm-tooltip, .cm-panels": {
    color: "var(--_color)",
    backgroundColor: "light-dark(#f4f6f8, #20252d)",
    border: "var(--_border)",
  },
  ".cm-panels button, .cm-panels input": { color: "inherit", background: "transparent", font: "inherit" },
  ".cm-panel.cm-search label": { fontSize: "0.9em" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "light-dark(#ffffff, #10141a)",
    backgroundColor: "var(--_accent)",
  },
  ".cm-tooltip-hover, .cm-completionInfo": { padding: "0.25em 0.5em", maxInlineSize: "40em" },
  ".cm-tooltip-hover pre, .cm-completionInfo pre": { margin: "0", font: "inherit", whiteSpace: "pre-wrap" },
});

export const codeTheme = [look, syntaxHighlighting(highlighting)];
