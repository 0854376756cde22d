/** Stylesheets that a configuration names: loaded with the first of them. */

/** Those that are on their way, by their addresses. */
const loading = new Map<string, Promise<void>>();

/** Adds `<link rel="stylesheet">`, once for each URL; resolves when it is there. One that does not load is
 * taken away, so that it can be tried again. */
export function addStylesheet({ href }: URL): Promise<void> {
  const present = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
  let added = loading.get(href);
  if (!added && present.some((link) => link.href === href)) return Promise.resolve();
  if (!added) loading.set(href, (added = add(href).finally(() => loading.delete(href))));
  return added;
}

function add(href: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve(), { once: true });
    const failed = () => {
      link.remove();
      reject(new Error(`The stylesheet ${href} could not be loaded.`));
    };
    link.addEventListener("error", failed, { once: true });
    document.head.append(link);
  });
}
