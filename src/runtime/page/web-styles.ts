/** Classes and styles of elements, as Python names them. */

/** Styles by name, or as CSS. */
export type Styles = string | Readonly<Record<string, string | number | null>>;

export function setStyles(element: Element, styles: Styles): void {
  const { style } = element as HTMLElement;
  if (typeof styles === "string") style.cssText += `;${styles}`;
  else {
    for (const [name, value] of Object.entries(styles)) {
      const [, text, important] = /^(.*?)\s*(!important)?$/s.exec(String(value ?? "")) ?? [];
      style.setProperty(styleName(name), text ?? "", important?.slice(1));
    }
  }
}

/** CSS's name of a style, which may be written `background-color`, `backgroundColor` or
 * `background_color`. */
export function styleName(name: string): string {
  if (name.startsWith("--")) return name;
  const css = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll("_", "-");
  return css === "css-float" ? "float" : css.replace(/^(webkit|moz|ms)-/, "-$1-");
}

/** The words of a text: names of classes. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
