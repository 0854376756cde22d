/**
 * Addresses that workers are started from, and the markup of sandboxes, on pages whose policy demands trusted
 * types (`require-trusted-types-for 'script'`).
 */

/** Of browsers' `trustedTypes`, which TypeScript's library does not declare. */
interface TrustedTypes {
  createPolicy(name: string, rules: Policy<string>): Policy<URL>;
}

interface Policy<Address> {
  createScriptURL(url: string): Address;
  createHTML(markup: string): string;
}

const policy = createPolicy();

/** Names an address as one that this library chose itself. Text, where the page's `trusted-types` forbids the
 * policy: its own `default` policy decides then. */
export const workerAddress = (href: string): string | URL => policy?.createScriptURL(href) ?? href;

/** Names markup as that of a file of this library. */
export const fileMarkup = (markup: string): string => policy?.createHTML(markup) ?? markup;

function createPolicy() {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const same = (text: string) => text;
  try {
    return trustedTypes?.createPolicy("py-elements", { createScriptURL: same, createHTML: same });
  } catch {
    return undefined;
  }
}
