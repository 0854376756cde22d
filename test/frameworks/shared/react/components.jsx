import "py-elements";
import { useEffect, useState } from "react";

const tags = ["shop-basket", "light-basket"];
const prices = { a: 1, b: 2, c: 3, d: 4 };

export default function Components({ type, worker }) {
  const Script = `${type}-script`;
  const [defined, setDefined] = useState(false);
  const [changed, setChanged] = useState(false);
  const [shown, setShown] = useState(true);
  const [added, setAdded] = useState("");
  // React sets properties of elements that are defined; attributes of others.
  useEffect(
    () => void Promise.all(tags.map((tag) => customElements.whenDefined(tag))).then(() => setDefined(true)),
    [],
  );
  const items = (changed ? ["c", "b", "a", "d"] : ["a", "b", "c"]).map((name) => ({ name }));
  const baskets = tags.map((Tag) => (
    <Tag
      key={Tag}
      items={items}
      prices={prices}
      onitem-added={({ detail }) => setAdded(`${Tag} ${detail.item} ${detail.price}`)}
    >
      {!changed && <strong slot="title">Basket</strong>}
      <em>{items.length} items</em>
    </Tag>
  ));
  return (
    <main>
      <Script src="/python/components.py" worker={worker} />
      {defined && shown && baskets}
      <output id="added">{added}</output>
      <button id="change" onClick={() => setChanged((changed) => !changed)}></button>
      <button id="remove" onClick={() => setShown(false)}></button>
    </main>
  );
}
