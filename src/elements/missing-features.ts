/**
 * Reports features of PyScript that this library does not have, at the place where the page asks for them:
 * by an event, a line in the console and a panel, as for any other failure.
 */
import { CodedError } from "../runtime/errors.js";
import type { OutputElement } from "./output-element.js";
import { elementsRuntime } from "./runtime.js";

const instead = {
  game: (type: string) =>
    `PyPI has no wheel of pygame-ce for WebAssembly. Draw on a <canvas> from <script type="${type}" worker>, which may loop without freezing the page.`,
};

const selector = 'script[type$="py-game"]';

const reported = new WeakSet<Element>();

/** Tells of each script that asks for such a thing, once. @param node is or holds them */
export function reportMissingFeatures(node: ParentNode & Node): void {
  const scripts = [...node.querySelectorAll<HTMLScriptElement>(selector)];
  if (node instanceof HTMLScriptElement && node.matches(selector)) scripts.push(node);
  for (const script of scripts) {
    if (reported.has(script) || !script.isConnected) continue;
    reported.add(script);
    report(script);
  }
}

/** @param script its type is `py-game` or `mpy-game` */
function report(script: HTMLScriptElement): void {
  const [type, feature] = script.type.split("-") as ["py" | "mpy", keyof typeof instead];
  const error = new CodedError(
    "PY0000",
    `<script type="${script.type}"> does not run: py-elements has no ${feature}. ${instead[feature](type)}`,
  );
  const view = (): OutputElement => {
    const element = document.createElement("script-py");
    script.after(element);
    return element;
  };
  elementsRuntime().reportError(error, { element: script, type, origin: undefined, view });
}
