/** Host functions for modules and packages: for `js_modules`, `js_import()` and `py_import()`. */
import type { ModulesHost } from "../host/host.js";
import { importModule } from "../loading/import-module.js";
import type { HostContext } from "./host.js";

export function createModulesHost(context: HostContext): ModulesHost {
  return {
    js_module: (name) => context.jsModules.get(name),
    js_module_names: () => JSON.stringify([...context.jsModules.keys()]),
    import_js(url) {
      const address = /^\.{0,2}\//.test(url) ? new URL(url, document.baseURI).href : url;
      const module = importModule(address);
      module.catch(() => {}); // Python awaits several of them, one after the other.
      return module;
    },
    load_packages: (names) => context.installPackages(JSON.parse(names) as string[]),
  };
}
