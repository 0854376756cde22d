/** `<gallery-header>`: the bar at the top, the navigation beside the content, and the way past both by
 * keyboard. */
import { h, icon } from "./dom.js";
import { currentPage, groups, pageUrl } from "./pages.js";

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

class GalleryHeader extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount > 0) return;
    const current = currentPage();
    const nav = navigation(current);
    this.append(
      h("a", { class: "skip-link", href: "#main" }, "Skip to the content"),
      h("header", { class: "bar" }, menuButton(nav), brand(current), themeButton()),
      nav,
    );
    nav.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  }
}

function brand(current) {
  const mark = icon("M8 6 2.5 12 8 18", "M16 6 21.5 12 16 18", "M12 8v8");
  const link = h("a", { class: "brand", href: pageUrl("index.html") }, mark, h("span", {}, "py-elements"));
  if (!current) link.setAttribute("aria-current", "page");
  return link;
}

function navigation(current) {
  const nav = h("nav", { id: "navigation", "aria-label": "Gallery" });
  for (const group of groups) {
    const id = `group-${group.title.toLowerCase()}`;
    const items = group.pages.map((page) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: pageUrl(page.path), "aria-current": page === current ? "page" : undefined },
          page.title,
        ),
      ),
    );
    nav.append(h("p", { id, class: "group" }, group.title), h("ul", { "aria-labelledby": id }, ...items));
  }
  return nav;
}

/** On a narrow screen the navigation opens and closes. */
function menuButton(nav) {
  const button = h(
    "button",
    { class: "menu icon-button", type: "button", "aria-expanded": "false", "aria-controls": nav.id },
    icon("M4 7h16", "M4 12h16", "M4 17h16"),
    h("span", {}, "Menu"),
  );
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    document.documentElement.toggleAttribute("data-menu", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") === "false"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") === "false") return;
    show(false);
    button.focus();
  });
  // A click on a link leads away, unless it leads here.
  nav.addEventListener("click", (event) => event.target.closest("a") && show(false));
  return button;
}

function themeButton() {
  const { dataset } = document.documentElement;
  const sun = icon(
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
    "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  );
  const moon = icon("M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5");
  const isDark = () => (dataset.theme ? dataset.theme === "dark" : darkSystem.matches);
  const button = h("button", { class: "theme icon-button", type: "button" });
  const update = () => {
    const next = isDark() ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to the ${next} theme`);
    button.title = `Switch to the ${next} theme`;
    button.replaceChildren(isDark() ? sun : moon);
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    const isSystems = (theme === "dark") === darkSystem.matches;
    if (isSystems) delete dataset.theme;
    else dataset.theme = theme;
    remember(isSystems ? undefined : theme);
    update();
  });
  darkSystem.addEventListener("change", update);
  update();
  return button;
}

/** Only a choice that differs from the system's is kept, so whoever goes back follows the system again. */
function remember(theme) {
  try {
    if (theme) localStorage.setItem("gallery-theme", theme);
    else localStorage.removeItem("gallery-theme");
  } catch {
    // It holds for this page, then.
  }
}

customElements.define("gallery-header", GalleryHeader);
