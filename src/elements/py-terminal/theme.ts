/** A terminal's colours and font: from `--py-terminal-*` custom properties, or ours for light and dark
 * pages. */
import type { ITheme } from "@xterm/xterm";
import { whenAdopted } from "../root-styles.js";

/** The name of the custom property, and the colours on light and on dark pages. */
const COLORS: Readonly<
  Partial<Record<keyof ITheme, readonly [property: string, light: string, dark: string]>>
> = {
  background: ["background", "#ffffff", "#15181e"],
  foreground: ["color", "#1c2128", "#dfe3ea"],
  cursor: ["cursor", "#1a6fb5", "#6cb6ff"],
  cursorAccent: ["cursor-text", "#ffffff", "#15181e"],
  selectionBackground: ["selection", "#b6d7f5", "#2f4f6f"],
  scrollbarSliderBackground: ["scrollbar", "#00000033", "#ffffff33"],
  scrollbarSliderHoverBackground: ["scrollbar-hover", "#00000055", "#ffffff55"],
  scrollbarSliderActiveBackground: ["scrollbar-active", "#00000077", "#ffffff77"],
  black: ["black", "#1c2128", "#4a505c"],
  red: ["red", "#b3202f", "#ff7b85"],
  green: ["green", "#1d7a34", "#7bd88f"],
  yellow: ["yellow", "#7a5b00", "#e6c35c"],
  blue: ["blue", "#1a5fb4", "#6cb6ff"],
  magenta: ["magenta", "#8a2aa5", "#d8a0f0"],
  cyan: ["cyan", "#0d7285", "#66d3e0"],
  white: ["white", "#5b6472", "#dfe3ea"],
  brightBlack: ["bright-black", "#5b6472", "#8b93a1"],
  brightRed: ["bright-red", "#c8203a", "#ff9aa2"],
  brightGreen: ["bright-green", "#1f8a3b", "#9be8ac"],
  brightYellow: ["bright-yellow", "#866400", "#f2d98a"],
  brightBlue: ["bright-blue", "#1a6fb5", "#94cbff"],
  brightMagenta: ["bright-magenta", "#9c3bb8", "#e6bff7"],
  brightCyan: ["bright-cyan", "#0f8196", "#93e4ee"],
  brightWhite: ["bright-white", "#1c2128", "#ffffff"],
};

/** The options that a terminal is drawn with. */
export interface Look {
  readonly theme: ITheme;
  readonly fontFamily: string;
  /** In CSS pixels. */
  readonly fontSize: number;
  readonly lineHeight: number;
}

/**
 * Finds out colours and font as CSS computes them, and tells when they change, for whatever reason: an
 * element that is not seen has them, with transitions, whose beginning is an event.
 *
 * @param box the parent of that element
 */
export function watchLook(box: HTMLElement, changed: (look: Look) => void, signal: AbortSignal): Look {
  const probe = box.ownerDocument.createElement("div");
  probe.className = "probe";
  probe.setAttribute("aria-hidden", "true");
  const spans = Object.entries(COLORS).map(([name, [property, light, dark]]) => {
    const span = box.ownerDocument.createElement("span");
    span.style.color = `var(--py-terminal-${property}, light-dark(${light}, ${dark}))`;
    probe.append(span);
    return [name, span] as const;
  });
  box.append(probe);
  signal.addEventListener("abort", () => probe.remove());

  const read = (): Look => {
    const style = getComputedStyle(probe);
    const fontSize = Number.parseFloat(style.fontSize) || 15;
    return {
      theme: Object.fromEntries(spans.map(([name, span]) => [name, getComputedStyle(span).color])),
      fontFamily: style.fontFamily,
      fontSize,
      lineHeight: Math.max(1, Number.parseFloat(style.lineHeight) / fontSize / 1.2 || 1),
    };
  };
  let scheduled = false;
  const soon = () => {
    if (scheduled) return;
    scheduled = true;
    // When the transitions have ended: until then computed values are on their way.
    setTimeout(() => {
      scheduled = false;
      if (!signal.aborted) changed(read());
    }, 20);
  };
  probe.addEventListener("transitionrun", soon, { signal });
  signal.addEventListener("abort", whenAdopted(box.getRootNode() as ShadowRoot, soon));
  return read();
}
