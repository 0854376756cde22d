// The modules that offer Python's functions by bridges, and who uses them: what uses a function shows what
// the edited one returns only if it runs again.
import path from "node:path";

const slashes = (file) => file.replaceAll("\\", "/");

/** @typedef {import("vite").ModuleNode | import("vite").EnvironmentModuleNode} Module */

export class Bridges {
  /** By its JavaScript file, the Python files that a module may have loaded: rather one too many. */
  #python = new Map();

  /** Looks at a module's code for bridges. */
  look(code, file) {
    if (!/\bbridge\b/.test(code) || !code.includes("import.meta.url")) return void this.#python.delete(file);
    const named = [...code.matchAll(/["'`]([^"'`\n?]+\.py)\b/g)].map(([, name]) => name);
    const own = path.basename(file).replace(/(\.[cm]?[jt]sx?)?$/, ".py");
    const places = [own, ...named].map((name) => path.resolve(path.dirname(file), name));
    this.#python.set(file, new Set(places.map(slashes)));
  }

  /**
   * Returns the modules that import the bridges of a Python file and can be replaced in the page: those that
   * accept it themselves, as components do, or whose importers all do.
   *
   * @param {string} python
   * @param {{ getModulesByFile(file: string): Set<Module> | undefined }} graph
   * @returns {Set<Module>}
   */
  users(python, graph) {
    const files = [...this.#python].filter(([, places]) => places.has(slashes(python))).map(([file]) => file);
    const modules = files.flatMap((file) => [...(graph.getModulesByFile(file) ?? [])]);
    return new Set(modules.flatMap(({ importers }) => [...importers].filter((user) => isAccepted(user))));
  }
}

function isAccepted(module, seen = new Set()) {
  if (module.isSelfAccepting) return true;
  if (seen.has(module)) return true;
  seen.add(module);
  const importers = [...module.importers];
  return (
    importers.length > 0 &&
    importers.every((user) => user.acceptedHmrDeps.has(module) || isAccepted(user, seen))
  );
}
