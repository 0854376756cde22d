/**
 * The contents of an archive, put together as a file system would: later entries replace earlier ones, and
 * links become the files that they mean, since the interpreters' file systems are written file by file.
 *
 * Paths are those of POSIX. Nothing may lie, or lead by a link, outside the folder that the archive is
 * unpacked to.
 */
import type { Bytes } from "../transfer.js";
import { staysBelow } from "../paths.js";
import type { Budget } from "./budget.js";

/** One entry of an archive. */
export type ArchiveEntry =
  | { readonly kind: "file"; readonly path: string; readonly bytes: Bytes }
  | { readonly kind: "folder"; readonly path: string }
  /** A hard link; its target is a path in the archive. */
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** A symbolic link; its target is relative to the folder it is in. */
  | { readonly kind: "symlink"; readonly path: string; readonly target: string };

/** A file or folder to write. */
export interface Unpacked {
  /** Path → bytes. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** Folders with nothing in them. */
  readonly folders: readonly string[];
  /** Links to what the archive does not hold, and links that lead into themselves: nothing is there. */
  readonly dangling: readonly string[];
}

/** The archive wants to write where it must not. */
export class OutsideError extends Error {}

interface Folder {
  readonly kind: "folder";
  readonly children: Map<string, Node>;
}
interface File {
  readonly kind: "file";
  readonly bytes: Bytes;
}
interface Link {
  readonly kind: "symlink";
  readonly target: readonly string[];
}
type Node = Folder | File | Link;

/** A node with the folders it is in, outermost first. */
interface FoundNode {
  readonly node: Node;
  readonly above: readonly Folder[];
}

/** How many links may lead to one another, as on Linux. */
const MAX_LINKS = 40;

/**
 * @param budget counts what is there once links are files: links to folders of links multiply
 * @throws OutsideError when an entry or a link leads outside
 * @throws LimitError when there is too much
 * @throws Error when entries contradict each other
 */
export function unpackEntries(entries: Iterable<ArchiveEntry>, budget: Budget): Unpacked {
  const root: Folder = { kind: "folder", children: new Map() };
  for (const entry of entries) {
    if (!staysBelow(entry.path)) {
      throw new OutsideError(
        `its file "${entry.path}" would be written outside the folder it is unpacked to`,
      );
    }
    add(root, entry);
  }
  return new Collector(root, budget).unpacked;
}

function add(root: Folder, entry: ArchiveEntry): void {
  const parts = partsOf(entry.path);
  const name = parts.pop();
  if (name === undefined) return; // The folder itself.
  const above = openFolders(root, parts, entry.path);
  const { children } = above.at(-1) ?? root;
  const present = children.get(name);
  if (entry.kind === "folder") {
    if (present && find(root, above, [name])?.node.kind !== "folder") throw contradiction(entry.path);
    if (!present) children.set(name, { kind: "folder", children: new Map() });
    return;
  }
  if (present?.kind === "folder") throw contradiction(entry.path);
  children.set(name, nodeOf(root, above, entry, parts.length));
}

function nodeOf(
  root: Folder,
  above: readonly Folder[],
  entry: Exclude<ArchiveEntry, { kind: "folder" }>,
  depth: number,
): Node {
  if (entry.kind === "file") return { kind: "file", bytes: entry.bytes };
  const isHard = entry.kind === "link";
  checkTarget(entry.path, entry.target, isHard ? 0 : depth);
  const target = partsOf(entry.target);
  if (!isHard) return { kind: "symlink", target };
  // The file as it is now, whatever comes in its place later.
  const linked = find(root, [root], target)?.node;
  if (linked && linked.kind !== "folder") return linked;
  const up = above.slice(1).map(() => "..");
  return { kind: "symlink", target: [...up, ...target] };
}

/** @param depth how many folders the link is in */
function checkTarget(path: string, target: string, depth: number): void {
  let left = depth;
  const isOutside =
    /^(?:[\\/]|[A-Za-z]:)|\0/.test(target) ||
    partsOf(target).some((part) => (left += part === ".." ? -1 : 1) < 0);
  if (!isOutside) return;
  throw new OutsideError(`its link "${path}" leads outside the folder it is unpacked to, to "${target}"`);
}

/** The folders along a path, made where there are none. */
function openFolders(root: Folder, parts: readonly string[], path: string): readonly Folder[] {
  let above: readonly Folder[] = [root];
  for (const part of parts) {
    const { children } = above.at(-1) ?? root;
    const present = children.get(part);
    if (!present) {
      const folder: Folder = { kind: "folder", children: new Map() };
      children.set(part, folder);
      above = [...above, folder];
      continue;
    }
    const found = find(root, above, [part]);
    if (found?.node.kind !== "folder") throw contradiction(path);
    above = [...found.above, found.node];
  }
  return above;
}

/** Follows a path from the innermost of `from`. @returns undefined when nothing is there */
function find(root: Folder, from: readonly Folder[], path: readonly string[]): FoundNode | undefined {
  let links = 0;
  const walk = (start: readonly Folder[], parts: readonly string[]): FoundNode | undefined => {
    let above = start.slice(0, -1);
    let node: Node = start.at(-1) ?? root;
    for (const part of parts) {
      if (node.kind !== "folder") return undefined;
      if (part === "..") {
        const parent = above.at(-1);
        if (!parent) throw new OutsideError("one of its links leads outside the folder it is unpacked to");
        above = above.slice(0, -1);
        node = parent;
        continue;
      }
      const child: Node | undefined = node.children.get(part);
      if (!child) return undefined;
      above = [...above, node];
      node = child;
      if (child.kind === "symlink") {
        if (++links > MAX_LINKS) return undefined;
        const target = walk(above, child.target);
        if (!target) return undefined;
        ({ node, above } = { node: target.node, above: [...target.above] });
      }
    }
    return { node, above };
  };
  return walk(from, path);
}

/** Lists the files of a tree, links followed. */
class Collector {
  readonly #root: Folder;
  readonly #files = new Map<string, Bytes>();
  readonly #folders: string[] = [];
  readonly #dangling: string[] = [];
  readonly #budget: Budget;

  constructor(root: Folder, budget: Budget) {
    this.#root = root;
    this.#budget = budget;
    this.#list(root, "", [root]);
  }

  get unpacked(): Unpacked {
    return { files: this.#files, folders: this.#folders, dangling: this.#dangling };
  }

  /** @param open the folders that are being listed, by whatever path */
  #list(folder: Folder, prefix: string, open: readonly Folder[], above = open): void {
    for (const [name, child] of folder.children) {
      const path = prefix + name;
      const found: FoundNode | undefined =
        child.kind === "symlink" ? find(this.#root, above, [name]) : { node: child, above };
      this.#budget.entry();
      if (!found) this.#dangling.push(path);
      else if (found.node.kind === "file") {
        this.#budget.take(found.node.bytes.length);
        this.#files.set(path, found.node.bytes);
      } else if (found.node.kind === "folder") this.#listFolder(path, found.node, found.above, open);
    }
  }

  #listFolder(path: string, folder: Folder, above: readonly Folder[], open: readonly Folder[]): void {
    if (open.includes(folder)) this.#dangling.push(path);
    else if (folder.children.size === 0) this.#folders.push(path);
    else this.#list(folder, `${path}/`, [...open, folder], [...above, folder]);
  }
}

const partsOf = (path: string) => path.split("/").filter((part) => part !== "" && part !== ".");

const contradiction = (path: string) => new Error(`"${path}" is both a file and a folder in it`);
