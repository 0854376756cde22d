/** Event attributes, parts to display, and keys in a terminal. */
import { expect } from "chai";
import fc from "fast-check";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import { showParts, type Part } from "../../src/runtime/page/display.js";
import { showRich } from "../../src/runtime/page/rich-parts.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { testTerminal } from "../harness/terminal.js";
import { holds, seconds, seed } from "./fuzzing.js";

describe(`event attributes made at random (seed ${seed})`, function () {
  this.timeout(60_000 + 1000 * seconds);
  const page = fakePage();

  const event = fc.constantFrom("click", "my-event", "constructor", "x:y", "é", "a.b", "py-py");
  const value = fc.constantFrom("one", " two ", "one");
  const at = fc.nat(2);
  const step = fc.oneof(
    fc.record({ do: fc.constant("set" as const), at, event, value }),
    fc.record({ do: fc.constant("remove" as const), at, event }),
    fc.record({ do: fc.constant("move" as const), at }),
    fc.record({ do: fc.constant("html" as const), at, event, value }),
    fc.record({ do: fc.constant("fire" as const), at, event }),
  );

  it("call the function that they name, once for each event, as long as they are there", async () => {
    await insert<PyScriptElement>(
      '<py-script>def one(event):\n  print("one")\ndef two(event):\n  print("two")</py-script>',
    ).done;
    await holds([fc.array(step, { maxLength: 15 })], async (steps) => {
      const box = insert("<div></div>");
      const elements = Array.from({ length: 3 }, () => box.appendChild(document.createElement("span")));
      const model = elements.map(() => new Map<string, string>());
      page.printed.length = 0;
      const expected: string[] = [];
      for (const one of steps) {
        const element = elements[one.at] as HTMLElement;
        const attributes = model[one.at] as Map<string, string>;
        if (one.do === "set") {
          element.setAttribute(`py-${one.event}`, one.value);
          attributes.set(one.event, one.value.trim());
        } else if (one.do === "remove") {
          element.removeAttribute(`py-${one.event}`);
          attributes.delete(one.event);
        } else if (one.do === "move") {
          element.remove();
          box.prepend(element);
        } else if (one.do === "html") {
          const fresh = document.createElement("p");
          fresh.innerHTML = `<i py-${one.event}="${one.value}"></i>`;
          element.replaceWith(fresh);
          elements[one.at] = fresh.firstElementChild as HTMLElement;
          model[one.at] = new Map([[one.event, one.value.trim()]]);
        } else {
          element.dispatchEvent(new CustomEvent(one.event));
          const name = attributes.get(one.event);
          if (name) expected.push(name);
        }
        await nextTask();
      }
      expect(page.printed).to.deep.equal(expected);
      box.remove();
    });
    expect(page.errors).to.deep.equal([]);
  });
});

describe(`parts to display, made at random (seed ${seed})`, function () {
  this.timeout(60_000 + 1000 * seconds);
  const ran = window as unknown as { fuzzRan?: unknown };
  let box: HTMLElement;

  beforeEach(() => {
    box = document.body.appendChild(document.createElement("div"));
    delete ran.fuzzRan;
  });
  afterEach(() => box.remove());

  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      "<b>bold</b>",
      "<script>window.fuzzRan = 1</script>",
      "<img src=x onerror=fuzzRan=1>",
      "&amp;",
      "\n",
    ),
  );

  it("of text are shown as they are, one box each or all in one", async () => {
    const kind = fc.oneof(
      fc.constantFrom("text/plain", "text/markdown", "application/json", "__proto__", ""),
      fc.string(),
    );
    const plain = kind.filter((one) => !/^(image\/.*|text\/html|element|application\/javascript)$/.test(one));
    await holds([fc.array(fc.tuple(plain, text), { maxLength: 4 }), fc.boolean()], (parts, append) => {
      box.replaceChildren("before");
      showParts(box, parts as Part[], append, [], showRich);
      const texts = parts.map(([, content]) => content);
      expect(box.textContent).to.equal(append ? ["before", ...texts].join("") : texts.join("\n"));
      expect(box.querySelector("b, script, img")).to.equal(null);
      if (append) expect(box.childElementCount).to.equal(parts.length);
    });
    await nextTask();
    expect(ran.fuzzRan).to.equal(undefined);
  });

  const bad = "window.fuzzRan=1";
  const attribute = fc.oneof(
    fc.constantFrom(
      ...[
        `onload="${bad}"`,
        `ONCLICK="${bad}"`,
        `href="javascript:${bad}"`,
        `xlink:href=" java\nscript:${bad}"`,
      ],
      ...[
        `src="data:text/html,<script>${bad}</script>"`,
        'style="fill: red"',
        'r="4"',
        `to="javascript:${bad}"`,
      ],
      ...[
        `x:href="javascript:${bad}"`,
        'attributeName="href"',
        `begin="0s"`,
        `onbegin="${bad}"`,
        'class="a"',
      ],
    ),
    fc
      .tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.string())
      .map(([name, value]) => `${name}="${value.replaceAll('"', "")}"`),
  );
  const tag = fc.constantFrom(
    "g",
    "circle",
    "a",
    "script",
    "SCRIPT",
    "foreignObject",
    "x:script",
    "set",
    "animate",
    "image",
    "iframe",
    "style",
    "title",
    "use",
  );
  const { markup } = fc.letrec<{ markup: string }>((tie) => ({
    markup: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("text", "&amp;", "<!-- x -->", "<![CDATA[<script>window.fuzzRan=1</script>]]>", bad),
      fc
        .tuple(tag, fc.array(attribute, { maxLength: 3 }), fc.array(tie("markup"), { maxLength: 3 }))
        .map(([name, attributes, inner]) => `<${name} ${attributes.join(" ")}>${inner.join("")}</${name}>`),
      fc.string(),
    ),
  }));
  const svg = fc
    .tuple(
      fc.constantFrom(' xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/2000/svg"', ""),
      fc.array(attribute, { maxLength: 2 }),
      fc.array(markup, { maxLength: 4 }),
    )
    .map(([space, attributes, inner]) => `<svg${space} ${attributes.join(" ")}>${inner.join("")}</svg>`);

  it("that are SVG images run nothing", async () => {
    await holds([svg], async (source) => {
      box.replaceChildren();
      try {
        showParts(box, [["image/svg+xml", source]], true, [], showRich);
      } catch (error) {
        expect(String(error)).to.contain("SVG image");
        return;
      }
      for (const element of box.querySelectorAll("*")) {
        expect(["script", "foreignObject", "iframe", "object", "embed"]).not.to.include(element.localName);
        for (const { name, value } of element.attributes) {
          expect(name).not.to.match(/^on/i);
          // eslint-disable-next-line no-control-regex -- what browsers ignore in a scheme
          expect(value.replace(/[\x00-\x20]/g, "")).not.to.match(/^javascript:|^data:text/i);
        }
        element.dispatchEvent(new Event("click", { cancelable: true }));
      }
      await nextTask();
      expect(ran.fuzzRan).to.equal(undefined);
    });
  });

  it("that are images have their attributes, and run nothing", async () => {
    const name = fc.oneof(
      fc.constantFrom("width", "alt", "style", "onload", "onerror", "src", "srcset", "SRC", "title"),
      fc.stringMatching(/^[a-z-]{1,6}$/),
    );
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(bad));
    await holds(
      [
        fc.constantFrom("image/png", "image/gif", "image/x"),
        fc.dictionary(
          name.filter((one) => !/^-|^\d/.test(one)),
          value,
        ),
      ],
      (kind, attributes) => {
        box.replaceChildren();
        showParts(box, [[kind, "AAAA", attributes]], true, [], showRich);
        const image = box.querySelector("img") as HTMLImageElement;
        expect(image.src).to.equal(`data:${kind};base64,AAAA`);
        for (const { name } of image.attributes) expect(name).not.to.match(/^on|^srcset$/i);
        if (
          typeof attributes["title"] === "string" &&
          !/^\s*(javascript|vbscript|data:)/i.test(attributes["title"])
        )
          expect(image.title).to.equal(attributes["title"]);
      },
    );
    await nextTask();
    expect(ran.fuzzRan).to.equal(undefined);
  });
});

describe(`keys typed at random (seed ${seed})`, function () {
  this.timeout(60_000 + 1000 * seconds);

  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("a", "b ", "日", "é", "😀", "👩‍👧", "_x", "    ", "word") },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        "\x1b[A",
        "\x1b[B",
        "\x1b[C",
        "\x1b[D",
        "\x1b[H",
        "\x1b[F",
        "\x7f",
        "\x1b[3~",
      ),
    },
    fc.constantFrom(
      "\x01",
      "\x05",
      "\x0b",
      "\x15",
      "\x17",
      "\x19",
      "\x14",
      "\x1f",
      "\x1bb",
      "\x1bd",
      "\x1b\r",
    ),
  );

  it("leave on the screen what would be there if the text had been written at once", async () => {
    await holds(
      [fc.array(key, { maxLength: 25 }), fc.integer({ min: 6, max: 20 })],
      async (keys, columns) => {
        const t = testTerminal(columns, 40);
        const prompt = ">>> ";
        const reading = t.editor.read({ prompt, continuation: "... " });
        reading.catch(() => {});
        for (const one of keys) t.type(one);
        const { text } = t.editor;
        const fresh = testTerminal(columns, 40);
        fresh.terminal.write(prompt + text.replaceAll("\n", "\r\n... "));
        expect(await t.rows(), JSON.stringify(text)).to.deep.equal(await fresh.rows());
        t.terminal.dispose();
        fresh.terminal.dispose();
      },
    );
  });
});
