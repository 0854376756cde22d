/**
 * `experimental_create_proxy = "auto"` on Pyodide: functions can be given to JavaScript as they are.
 *
 * A Python value that is an argument of a JavaScript call is wrapped in a proxy, which Pyodide destroys when
 * the call returns: `addEventListener("click", on_click)` then keeps a dead proxy. With this in place such
 * proxies live as long as JavaScript holds them, and are destroyed by its garbage collector.
 *
 * Pyodide has no option for it, so one function of its internals is replaced. In a later version with other
 * internals nothing is replaced, and `create_proxy` is needed as ever.
 */

/** The part of Pyodide's internals that is used. */
interface Internals {
  pyproxy_destroy?: (proxy: unknown, message: unknown, roundtrip: unknown) => unknown;
  gc_register_proxy?: (shared: unknown) => void;
  PyProxy_getAttrs?: (proxy: unknown) => { readonly shared: { readonly gcRegistered: boolean } };
}

/**
 * @param module `pyodide._module`
 * @returns whether it could be done
 */
export function manageProxies(module: object): boolean {
  const internals = module as Internals;
  const { pyproxy_destroy: destroy, gc_register_proxy: register, PyProxy_getAttrs: attributes } = internals;
  if (!destroy || !register || !attributes) return false;
  internals.pyproxy_destroy = (proxy, message, roundtrip) => {
    if (typeof message !== "string" || !message.startsWith("This borrowed proxy")) {
      return destroy(proxy, message, roundtrip);
    }
    const { shared } = attributes(proxy);
    if (!shared.gcRegistered) register(shared);
    return undefined;
  };
  return true;
}
