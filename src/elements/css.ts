/** Stylesheets of elements. Lit's own `css` also takes values, and checks them: every page would load
 * that. */

/** The text of a stylesheet; editors know the name. */
export const css = ([text = ""]: TemplateStringsArray): string => text;

/** A stylesheet as `static styles` takes it: none on a server, where there is no such thing. */
export function stylesheet(text: string): CSSStyleSheet[] {
  const Sheet = (globalThis as { CSSStyleSheet?: typeof CSSStyleSheet }).CSSStyleSheet;
  if (!Sheet) return [];
  const sheet = new Sheet();
  sheet.replaceSync(text);
  return [sheet];
}
