import { expect } from "chai";
import type { AdoptedScript } from "../../src/elements/script-tags.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

/** The script, once it has been adopted: a mutation observer does that. */
async function adopted(markup: string): Promise<AdoptedScript> {
  const script = insert<AdoptedScript>(markup);
  await until(() => script.done);
  return script;
}

for (const type of ["py", "mpy"] as const) {
  describe(`<script type="${type}">`, () => {
    const page = fakePage();

    it("runs as it stands, markup and all", async () => {
      const script = await adopted(`<script type="${type}">\n  print("a <b>c</b>")\n</script>`);
      await script.done;
      expect(page.printed).to.deep.equal(["a <b>c</b>"]);
      expect(script.code).to.include("print");
    });

    it("is followed by a <script-py>, its target, with a counted id", async () => {
      const script = await adopted(`<script type="${type}">x = 1</script>`);
      await script.done;
      expect(script.nextElementSibling?.localName).to.equal("script-py");
      expect(script.target === script.nextElementSibling).to.equal(true);
      expect(script.target?.id).to.match(new RegExp(`^${type}-\\d+$`));
    });

    it("has its <script-py> and a counted id where its target is empty, as where there is none", async () => {
      const script = await adopted(`<script type="${type}" target="">x = 1</script>`);
      await script.done;
      expect(script.target === script.nextElementSibling).to.equal(true);
      expect(script.target?.id).to.match(new RegExp(`^${type}-\\d+$`));
    });

    it("has no <script-py> when it names a target", async () => {
      insert('<h1 id="headline"></h1>');
      const script = await adopted(`<script type="${type}" target="#headline">x = 1</script>`);
      await script.done;
      expect(Boolean(document.querySelector("script-py"))).to.equal(false);
      expect(script.target?.id).to.equal("headline");
    });

    it("appends its <script-py> to the body when it is in the head", async () => {
      const script = document.createElement("script") as AdoptedScript;
      script.type = type;
      script.textContent = "x = 1";
      document.head.append(script);
      await until(() => script.done);
      await script.done;
      expect(document.body.lastElementChild?.localName).to.equal("script-py");
      script.remove();
      await nextTask();
      expect(Boolean(document.querySelector("script-py"))).to.equal(false);
    });

    it("is document.currentScript while it runs", async () => {
      const seen: unknown[] = [];
      page.runtime.hooks.main.onBeforeRunAsync.add(() => seen.push(document.currentScript));
      const script = await adopted(`<script type="${type}">await sleep(0.01)</script>`);
      await script.done;
      expect(seen.length === 1 && seen[0] === script).to.equal(true);
      await nextTask();
      expect(Object.hasOwn(document, "currentScript")).to.equal(false);
    });

    it("has the properties and methods of an element", async () => {
      const script = await adopted(`<script type="${type}">x = 20</script>`);
      await script.ready;
      await script.done;
      expect(await script.run("x + 2")).to.equal(22);
      script.terminate();
      expect(page.runtime.mainEnvironment(type)?.runs.size).to.equal(0);
    });

    it("lets go of everything when it is removed for good, its <script-py> included", async () => {
      const script = await adopted(`<script type="${type}">x = 1</script>`);
      await script.done;
      script.remove();
      await nextTask();
      await nextTask();
      expect(Boolean(document.querySelector("script-py"))).to.equal(false);
      expect(page.runtime.mainEnvironment(type)?.runs.size).to.equal(0);
    });

    it("is adopted in the shadow root of one of our elements", async () => {
      const host = insert("<div></div>");
      host.attachShadow({ mode: "open" }).innerHTML =
        `<${type}-script>x = 1</${type}-script><script type="${type}">print("in the shadow")</script>`;
      await until(() => page.printed.length === 1);
      expect(Boolean(host.shadowRoot?.querySelector("script-py"))).to.equal(true);
    });

    it("leaves scripts of other types alone", async () => {
      insert(`<script type="text/python">print("no")</script><script type="${type}">print("yes")</script>`);
      await until(() => page.printed.length > 0);
      await nextTask();
      expect(page.printed).to.deep.equal(["yes"]);
    });
  });
}
