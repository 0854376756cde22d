/** Paths in an interpreter's file system, and the ends of URLs. */

/** The last part of a URL's path, decoded: `data.csv` of `https://example.com/a/data.csv?v=1`; may be
 * empty. */
export function lastPart(url: URL): string {
  const part = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A path without `.`, `..` and doubled slashes, so that equal places have equal paths. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  const absolute = path.startsWith("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push(part);
  }
  return (absolute ? "/" : "") + parts.join("/");
}

/** Returns true if a path from an archive or a package stays below the folder that it is meant for. */
export function staysBelow(path: string): boolean {
  return !/^(?:[\\/]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)|\0/.test(path);
}
