/** Takes the place of `loading/import-module.ts` in a sandbox, whose modules come as text: an origin of its
 * own may import none of the page's. */
import { importText } from "../../loading/import-module.js";

export { importText };

export async function importModule(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${address}: the server answered ${response.status}`);
  return importText(await response.text());
}
