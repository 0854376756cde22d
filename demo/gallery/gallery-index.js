/** `<gallery-index>`: a card for every page, on the overview. */
import { h } from "./dom.js";
import { groups, pageUrl } from "./pages.js";

class GalleryIndex extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount > 0) return;
    for (const { title, pages } of groups) {
      const cards = pages.map((page) =>
        h(
          "li",
          {},
          h("a", { href: pageUrl(page.path) }, h("strong", {}, page.title), h("span", {}, page.summary)),
        ),
      );
      this.append(h("h2", {}, title), h("ul", { class: "cards" }, ...cards));
    }
  }
}

customElements.define("gallery-index", GalleryIndex);
