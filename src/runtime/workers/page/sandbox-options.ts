/** Sandboxes as authors ask for them. */

/** A sandbox, as an option says it. */
export type SandboxOption = boolean | { readonly allow?: readonly string[] };

/** A sandbox that code is to run in. */
export interface Sandbox {
  /** The addresses that the code may connect to, as sources of a content security policy. */
  readonly allow: readonly string[];
}

/** How this browser starts the workers of sandboxes, as far as one of the page's has shown it. */
export interface SandboxStarts {
  /** False once it has refused to start one from a `blob:`, as WebKit (2.50.6) does where the page is
   * isolated. `data:` would do everywhere, but pages allow it less gladly where the frame has their
   * policy. */
  fromBlobs: boolean;
}

/** A host with a scheme, perhaps a wildcard, a port and a path; nothing that would end a directive. */
const SOURCE = /^(?:https?|wss?):\/\/(?:\*\.)?[\w.-]+(?::\d+)?(?:\/[\w./~%@:+=&!$()-]*)?$/i;

/**
 * Reads an option.
 *
 * @param base the base of relative addresses
 * @returns undefined for none
 * @throws TypeError for what is none
 */
export function readSandbox(option: unknown, base: string): Sandbox | undefined {
  if (option === undefined || option === false) return undefined;
  if (option === true) return { allow: [] };
  const { allow = [] } = (option ?? {}) as { readonly allow?: unknown };
  if (typeof option !== "object" || !Array.isArray(allow)) {
    throw new TypeError(`sandbox is ${JSON.stringify(option)}; expected true, or { allow: [addresses] }.`);
  }
  return { allow: allow.map((address) => source(address, base)) };
}

/** Reads the attributes `sandbox` and `allow`. */
export function sandboxOf(element: Element): Sandbox | undefined {
  if (!element.hasAttribute("sandbox")) return undefined;
  const allow = element.getAttribute("allow")?.split(/\s+/).filter(Boolean) ?? [];
  return readSandbox({ allow }, element.baseURI);
}

function source(address: unknown, base: string): string {
  const text = String(address);
  const isWildcard = /^\w+:\/\/\*\./.test(text);
  const source = !isWildcard && URL.canParse(text, base) ? new URL(text, base).href : text;
  // A bare origin stands for all below it.
  const named = /^\w+:\/\/[^/]+$/.test(text) ? source.replace(/\/$/, "") : source;
  if (typeof address === "string" && SOURCE.test(named)) return named;
  throw new TypeError(
    `allow: ${JSON.stringify(address)} is no address that a sandbox can be let to. Expected an origin ` +
      '("https://api.example.com"), a folder of one ("https://example.com/data/", with a slash at its end), or a ' +
      'socket\'s ("wss://example.com").',
  );
}
