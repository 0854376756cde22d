/** `<gallery-footer>`: the pages before and after this one. */
import { h } from "./dom.js";
import { currentPage, pages, pageUrl } from "./pages.js";

class GalleryFooter extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount > 0) return;
    const index = pages.indexOf(currentPage());
    this.append(
      h(
        "nav",
        { class: "neighbours", "aria-label": "Previous and next page" },
        neighbour("Previous", "prev", pages[index - 1]),
        neighbour("Next", "next", pages[index + 1]),
      ),
    );
  }
}

function neighbour(label, rel, page) {
  if (!page) return undefined;
  return h(
    "a",
    { href: pageUrl(page.path), rel, class: rel },
    h("small", {}, label),
    h("span", {}, page.title),
  );
}

customElements.define("gallery-footer", GalleryFooter);
