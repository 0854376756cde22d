/**
 * `<gallery-stories>`: a list of all stories, which shows the chosen one in the page's `<gallery-demo>`.
 *
 * Its property `shown` is a promise: the state that the chosen story is of is there. The address names the
 * story, as Storybook's does.
 */
import { h } from "./dom.js";
import { loadStories } from "./stories.js";

class GalleryStories extends HTMLElement {
  shown = Promise.resolve();
  #stories = [];

  async connectedCallback() {
    if (this.#stories.length > 0) return;
    this.#stories = await loadStories();
    const tags = [...new Set(this.#stories.map(({ tag }) => tag))];
    this.append(...tags.map((tag) => this.#group(tag)));
    this.#follow();
    addEventListener("hashchange", () => this.#follow());
  }

  #group(tag) {
    const links = this.#stories
      .filter((story) => story.tag === tag)
      .map(({ id, name }) => h("a", { href: `#${id}` }, name));
    return h("p", { class: "stories" }, h("code", {}, `<${tag}>`), ...links);
  }

  /** Shows the story that the address names. */
  #follow() {
    const id = location.hash.slice(1);
    const story = this.#stories.find((story) => story.id === id);
    for (const link of this.querySelectorAll("a"))
      if (link.hash === location.hash) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    if (!story) return;
    const demo = document.querySelector("gallery-demo");
    demo.show(story.render());
    this.shown = story.play?.({ canvasElement: demo.querySelector("demo-live") });
    this.shown?.catch((error) => console.error(error));
  }
}

customElements.define("gallery-stories", GalleryStories);
