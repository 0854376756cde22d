/** The address of a script that is text. Unlike a `blob:` it starts workers and modules of a sandbox in every
 * browser. */
export function textAddress(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
