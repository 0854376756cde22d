/** Stylesheets that a configuration names: loaded with the first of them. */

/** Adds `<link rel="stylesheet">`, once for each URL. */
export async function addStylesheet(url: URL): Promise<void> {
  const present = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')];
  if (present.some((link) => link.href === url.href)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url.href;
  await new Promise<void>((resolve, reject) => {
    link.addEventListener("load", () => resolve(), { once: true });
    link.addEventListener(
      "error",
      () => reject(new Error(`The stylesheet ${url.href} could not be loaded.`)),
      {
        once: true,
      },
    );
    document.head.append(link);
  });
}
