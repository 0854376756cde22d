/** When scripts may start. */

/**
 * Gate that a script waits at before anything is loaded for it or changed in the page.
 *
 * @returns undefined where it waits for nothing
 */
export function pageStart(): Promise<void> | undefined {
  // The module that imports this one may say where `dist/` is: it runs in this very task.
  return __BUNDLED__ ? Promise.resolve() : undefined;
}
