/**
 * Addresses that workers are started from, on pages whose policy demands trusted types
 * (`require-trusted-types-for 'script'`).
 */

/** Of browsers' `trustedTypes`, which TypeScript's library does not declare. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): URL };
}

const policy = createPolicy();

/** Names an address as one that this library chose itself. Text, where the page's `trusted-types` forbids the
 * policy: its own `default` policy decides then. */
export const workerAddress = (href: string): string | URL => policy?.createScriptURL(href) ?? href;

function createPolicy() {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  try {
    return trustedTypes?.createPolicy("py-elements", { createScriptURL: (url) => url });
  } catch {
    return undefined;
  }
}
