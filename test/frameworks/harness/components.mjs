// The tests of elements that are written in Python, in an application that knows only their tags: its address
// says by which interpreter, and on which thread.
/* global Node, find, findAll -- of the page, and by visitor.mjs */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Visitor } from "./visitor.mjs";

const tags = ["shop-basket", "light-basket"];

/**
 * @param {() => { browser: import("puppeteer-core").Browser, url: string }} opened
 * @param {string | false} skip
 */
export function describeComponents(opened, skip) {
  for (const type of ["mpy", "py"]) {
    for (const worker of [false, true]) {
      const place = worker ? "in a worker" : "on the main thread";
      it(
        `uses elements written in Python, by ${type} ${place}: objects, events, slots`,
        { skip },
        async () => {
          const { browser, url } = opened();
          const visitor = await Visitor.open(browser, `${url}?components=${type}${worker ? "&worker" : ""}`);
          try {
            await drive(visitor);
          } finally {
            await visitor.close();
          }
        },
      );
    }
  }
}

async function drive(visitor) {
  for (const tag of tags) {
    const shows = (items, slots) =>
      visitor.until({ tag, items, slots }, ({ tag, items, slots }) => {
        const root = find(tag)?.shadowRoot ?? find(tag);
        if (!root) return false;
        const shown = [...root.querySelectorAll("slot:not([hidden])")].map((slot) => {
          const nodes = root.host ? slot.assignedNodes({ flatten: true }) : [...slot.childNodes];
          const seen = nodes.filter(({ nodeType }) => nodeType !== Node.COMMENT_NODE);
          return seen.map(({ textContent }) => textContent.trim()).join("");
        });
        const letters = [...root.querySelectorAll("li")].map(({ textContent }) => textContent[0]);
        return letters.join() === items && shown.join() === slots;
      });
    await shows("a,b,c", "Basket,3 items");
    const isInOrder = await visitor.evaluate((tag) => {
      const root = find(tag).shadowRoot ?? find(tag);
      const places = [find(`${tag} strong`), root.querySelector("li"), find(`${tag} em`)];
      const tops = places.map((element) => element.getBoundingClientRect().top);
      return tops[0] < tops[1] && tops[1] < tops[2];
    }, tag);
    assert.ok(isInOrder, "the title is not above the items, or the note is not below them");

    // An event, with a value of an object that came as a property.
    await visitor.evaluate((tag) => {
      const root = find(tag).shadowRoot ?? find(tag);
      root.querySelectorAll("li button")[1].click();
    }, tag);
    await visitor.until(tag, (tag) => find("#added").textContent.trim() === `${tag} b 2`);

    // Another list, another child, and one fewer; nodes of keyed items stay.
    await visitor.evaluate((tag) => {
      globalThis.item = (find(tag).shadowRoot ?? find(tag)).querySelector("li");
    }, tag);
    await visitor.click("#change");
    await shows("c,b,a,d", "no title,4 items");
    await visitor.until(tag, (tag) => {
      return (find(tag).shadowRoot ?? find(tag)).querySelectorAll("li")[2] === globalThis.item;
    });
    await visitor.click("#change");
    await shows("a,b,c", "Basket,3 items");
  }
  await visitor.click("#remove");
  await visitor.until(undefined, () => findAll("shop-basket, light-basket").length === 0);
  await visitor.settle();
  assert.deepEqual(visitor.complaints, []);
}
