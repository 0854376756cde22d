const names = { false: ["a", "b", "c"], true: ["c", "b", "a", "d"] };

/** Replaces the page by one that uses elements written in Python. */
export function showComponents(type, worker) {
  document.body.innerHTML = `
    <${type}-script src="/python/components.py" ${worker ? "worker" : ""}></${type}-script>
    <shop-basket prices='{"a": 1, "b": 2, "c": 3, "d": 4}'><strong slot="title">Basket</strong><em></em></shop-basket>
    <light-basket prices='{"a": 1, "b": 2, "c": 3, "d": 4}'><strong slot="title">Basket</strong><em></em></light-basket>
    <output id="added"></output>
    <button id="change"></button>
    <button id="remove"></button>`;
  const find = (selector) => document.querySelector(selector);
  const baskets = [find("shop-basket"), find("light-basket")].map((basket) => {
    const [title, note] = basket.children;
    return { basket, title, note };
  });
  let changed = false;
  const give = () => {
    for (const { basket, title, note } of baskets) {
      basket.items = names[changed].map((name) => ({ name }));
      note.textContent = `${basket.items.length} items`;
      if (changed) title.remove();
      else basket.append(title);
    }
  };
  give();
  for (const { basket } of baskets)
    basket.addEventListener("item-added", ({ target, detail }) => {
      find("#added").textContent = `${target.localName} ${detail.item} ${detail.price}`;
    });
  find("#change").addEventListener("click", () => {
    changed = !changed;
    give();
  });
  find("#remove").addEventListener("click", () => baskets.forEach(({ basket }) => basket.remove()));
}
