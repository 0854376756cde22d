/** Takes the place of `loading/import-module.ts` in a sandbox, whose modules come as text: an origin of its
 * own may import none of the page's. */

export async function importModule(address: string): Promise<unknown> {
  if (address.startsWith("blob:")) return importFrom(address);
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${address}: the server answered ${response.status}`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
  try {
    return await importFrom(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function importFrom(address: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ address);
}
