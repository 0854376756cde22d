/** Puts the element of some markup into the page, in a `div` of its own, and waits for its update. */
export async function addElement<E extends Element & { readonly updateComplete: Promise<unknown> }>(
  html: string,
): Promise<E> {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  document.body.append(holder);
  const element = holder.firstElementChild as E;
  await element.updateComplete;
  return element;
}
