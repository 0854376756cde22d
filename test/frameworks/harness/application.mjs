// The tests of an application: what people see of it, whatever it is written and built with.
/* global find, findAll -- of the page, by visitor.mjs */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchChrome } from "../../../scripts/browsers/launch-chrome.mjs";
import { describeComponents } from "./components.mjs";
import { Visitor } from "./visitor.mjs";
import { seconds } from "./installed.mjs";

/** So often `app.py` runs when a page is loaded: two workers, the buttons' script, one that is toggled, four
 * in the list. */
const runs = 8;
/** Those of them on the main thread; each listens to the same button. */
const listeners = 6;
const remounts = 20;

/**
 * Builds, serves and drives an application.
 *
 * @param {string} name
 * @param {() => Promise<{ url: string, close?(): unknown }>} start builds and serves it
 * @param {{ skip: string | false, inline?: number, components?: string }} options why it is not tested; how
 *   many elements have code inline; its page with elements that are written in Python
 */
export function describeApplication(name, start, { skip, inline = 1, components }) {
  describe(name, () => {
    let browser, application, visitor;

    before(async () => {
      if (skip) return;
      const begun = Date.now();
      application = await start();
      console.log(`${name}: built in ${seconds(begun)} s.`);
      browser = await launchChrome();
      visitor = await Visitor.open(browser, application.url);
    });

    after(async () => {
      await browser?.close();
      await application?.close?.();
    });

    it("shows lists that workers have computed", { skip }, async () => {
      for (const id of ["mpy-list", "py-list"])
        await visitor.until(
          id,
          (id) => find(`#${id}`)?.innerText.trim().split(/\s+/).join() === "0,1,4,9,16",
        );
    });

    it("gets the values of scripts by their events", { skip }, async () => {
      await visitor.until(
        "[[0,1,4,9,16],[0,1,4,9,16]]",
        (text) => find("#values").textContent.trim() === text,
      );
    });

    it("runs code that is inline, with its lines and its signs", { skip }, async () => {
      const isRun = (count) =>
        findAll(".inline").filter((element) => element.innerText.trim() === "inline # code").length === count;
      await visitor.until(inline, isRun);
    });

    it("runs every script once", { skip }, async () => {
      await visitor.settle();
      assert.deepEqual(visitor.ran(), { "ran app.py": runs, "ran code": 1, "ran inline": inline });
    });

    it("runs code anew that it has changed, and shows what the new code displays", { skip }, async () => {
      await visitor.until("first # code", (text) => find("#changing").innerText.trim() === text);
      await visitor.click("#edit");
      await visitor.until("second # code", (text) => find("#changing").innerText.trim() === text);
      assert.equal(visitor.ran()["ran code"], 2);
    });

    it("calls a function of Python's for each click, by an attribute", { skip }, async () => {
      await visitor.click("#greet");
      await visitor.click("#greet");
      const isGreeted = () => /^(Hello\s+\S+\s*){2}$/.test(find("#greeting").innerText);
      await visitor.until(undefined, isGreeted);
    });

    it(
      `leaves one listener of an element that it takes out and puts back ${remounts} times`,
      { skip },
      async () => {
        for (let time = 0; time < remounts; time++) {
          await visitor.click("#toggle");
          await visitor.until(undefined, () => !find("#toggled"));
          await visitor.click("#toggle");
          await visitor.until(undefined, () => find("#toggled")?.innerText.includes("16"));
        }
        await visitor.settle();
        assert.equal(visitor.ran()["ran app.py"], runs + remounts);
        assert.equal(await visitor.pings(), listeners);
      },
    );

    it("reverses a list with keys, whose scripts do not run again", { skip }, async () => {
      const letters = await visitor.evaluate(() => {
        globalThis.items = findAll("#keyed li");
        return globalThis.items.map((item) => item.innerText.trim()[0]).join("");
      });
      assert.equal(letters, "abcd");
      await visitor.click("#reverse");
      await visitor.until(undefined, () => find("#keyed li").innerText.trim().startsWith("d"));
      await visitor.settle();
      const isReversed = await visitor.evaluate(() => {
        const items = findAll("#keyed li");
        return items.every(
          (item, index) => item === globalThis.items[3 - index] && /16/.test(item.innerText),
        );
      });
      assert.ok(isReversed, "the items are others, or have lost what they showed");
      assert.equal(visitor.ran()["ran app.py"], runs + remounts);
      assert.equal(await visitor.pings(), listeners);
    });

    it("has a console without errors and warnings", { skip }, () => {
      assert.deepEqual(visitor.complaints, []);
    });

    if (components !== undefined)
      describeComponents(() => ({ browser, url: application.url + components }), skip);
  });
}
