/** Stylesheets that a configuration names: loaded with the first of them. */

/** Those that were added, and when each is there. */
const added = new WeakMap<Element, Promise<void>>();

/** Adds `<link rel="stylesheet">`, once for each URL; resolves when it is there. One that does not load is
 * taken away, so that it can be tried again. */
export function addStylesheet({ href }: URL): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
  const present = links.find((link) => link.href === href);
  return present ? (added.get(present) ?? Promise.resolve()) : add(href);
}

function add(href: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  const loaded = new Promise<void>((resolve, reject) => {
    link.addEventListener("load", () => resolve(), { once: true });
    const failed = () => {
      link.remove();
      reject(new Error(`The stylesheet ${href} could not be loaded.`));
    };
    link.addEventListener("error", failed, { once: true });
  });
  added.set(link, loaded);
  document.head.append(link);
  return loaded;
}
