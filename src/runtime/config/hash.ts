/** SHA-256, as lower-case hexadecimal. */
import type { Bytes } from "./transfer.js";

/**
 * Browsers have `crypto.subtle` on secure origins only. Elsewhere a JavaScript implementation is loaded, so
 * that what is installed is checked everywhere in the same way.
 */
export async function sha256(bytes: Bytes): Promise<string> {
  // Typed as always there; it is not on an insecure origin.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle) return hex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
  const { sha256: digest } = await import("@noble/hashes/sha2.js");
  return hex(digest(bytes));
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
