// Keys that are typed, and text that is printed with the codes of terminals.
import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzz } from "./fuzzing.mjs";
import { source } from "./sources.mjs";

const { KeyParser } = await source("runtime/terminal/keys");
const { TextBuffer } = await source("runtime/terminal/text-buffer");
const { LineEditor } = await source("runtime/terminal/line-editor");
const { AnsiReader } = await source("elements/py-editor/ansi");

/** Characters of which none joins the one before it. */
const letter = fc.constantFrom(..."ab1 _.(é日😀".match(/./gu));
const typed = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(""));
const keys = {
  ...{ "\r": "enter", "\t": "tab", "\x7f": "backspace", "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right" },
  ...{ "\x1b[D": "left", "\x1bOH": "home", "\x1b[F": "end", "\x1b[3~": "delete", "\x1b[1;5D": "C-left" },
  ...{
    "\x1b[1;3C": "M-right",
    "\x01": "C-a",
    "\x0b": "C-k",
    "\x1bb": "M-b",
    "\x1b\r": "M-enter",
    "\x1b[Z": "S-tab",
  },
};
const pasted = fc
  .string({ unit: fc.constantFrom("a", "\n", "\x1b", "[", "2", "0", "1", "~", "日"), maxLength: 12 })
  // The end of a paste within it is its end; and it may begin at its very end.
  // eslint-disable-next-line no-control-regex -- the codes begin with one
  .filter((text) => !/\x1b\[201|\x1b(\[(20?)?)?$/.test(text));
const token = fc.oneof(
  typed.map((text) => ({ data: text, key: { text } })),
  fc.constantFrom(...Object.entries(keys)).map(([data, name]) => ({ data, key: { name } })),
  pasted.map((paste) => ({ data: `\x1b[200~${paste}\x1b[201~`, key: { paste } })),
);

/** Texts that follow one another are one. */
function joined(keys) {
  const found = [];
  for (const key of keys) {
    const last = found.at(-1);
    if ("text" in key && last && "text" in last) last.text += key.text;
    else found.push({ ...key });
  }
  return found;
}

fuzz("keys", "what a terminal sends", {
  "is read as the keys, texts and pastes that it stands for": [
    fc.array(token),
    (tokens) => {
      const found = new KeyParser().parse(tokens.map(({ data }) => data).join(""));
      assert.deepEqual(joined(found), joined(tokens.map(({ key }) => key)));
    },
  ],
  "is read the same in whatever pieces a paste comes": [
    fc.array(token),
    fc.array(fc.nat()),
    (tokens, cuts) => {
      const parser = new KeyParser();
      const found = [];
      for (const { data, key } of tokens) {
        const places =
          "paste" in key
            ? [...new Set(cuts.map((cut) => 6 + (cut % (data.length - 6))))].sort((a, b) => a - b)
            : [];
        let from = 0;
        for (const place of [...places, data.length]) {
          found.push(...parser.parse(data.slice(from, place)));
          from = place;
        }
      }
      assert.deepEqual(joined(found), joined(tokens.map(({ key }) => key)));
    },
  ],
});

const edit = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(letter, fc.constant("\n")).map((text) => ["insert", text]) },
  fc.constantFrom(
    ["left"],
    ["right"],
    ["backspace"],
    ["deleteForward"],
    ["killLine"],
    ["killToStart"],
    ["yank"],
  ),
  fc.nat(40).map((at) => ["moveTo", at]),
);

fuzz("text-buffer", "the text that is edited", {
  "is what a list of characters with a place in it would be": [
    fc.array(edit, { maxLength: 40 }),
    (edits) => {
      const buffer = new TextBuffer();
      let [before, after, killed, isKilling] = [[], [], [], false];
      for (const [name, argument] of edits) {
        const wasKilling = isKilling;
        isKilling = false;
        const kill = (taken, isBefore) => {
          if (taken.length === 0) {
            isKilling = wasKilling;
            return;
          }
          killed = !wasKilling ? taken : isBefore ? [...taken, ...killed] : [...killed, ...taken];
          isKilling = true;
        };
        if (name === "moveTo") {
          const characters = [...before, ...after];
          const at = Math.min(argument, characters.length);
          [before, after] = [characters.slice(0, at), characters.slice(at)];
          buffer.moveTo(before.join("").length);
          continue;
        }
        buffer[name](argument);
        if (name === "insert") before.push(argument);
        else if (name === "left" && before.length > 0) after.unshift(before.pop());
        else if (name === "right" && after.length > 0) before.push(after.shift());
        else if (name === "backspace") before.length -= backspaced(before);
        else if (name === "deleteForward") after.shift();
        else if (name === "yank") before.push(...killed);
        else if (name === "killLine") {
          const end = after.indexOf("\n");
          // At the end of a line it is the end that goes.
          kill(after.splice(0, end < 0 ? after.length : Math.max(1, end)), false);
        } else if (name === "killToStart") kill(before.splice(before.lastIndexOf("\n") + 1), true);
        assert.equal(buffer.text, [...before, ...after].join(""), name);
        assert.equal(buffer.cursor, before.join("").length, name);
      }
      const whole = buffer.text;
      for (let undone = 0; undone < 2 * edits.length; undone++) buffer.undo();
      assert.equal(buffer.text, "", `undone from ${JSON.stringify(whole)}`);
    },
  ],
});

/** How many characters go: in the indent of a line, as many as to where the next outer block is. */
function backspaced(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (line.length > 0 && line.every((character) => character === " ")) return ((line.length - 1) % 4) + 1;
  return Math.min(1, before.length);
}

const rules = { charProperties: (code) => (code >= 0x1100 ? 4 : 2) };
function editor(columns = 20, rows = 5) {
  const out = [];
  return { out, editor: new LineEditor({ write: (text) => out.push(text), columns, rows, rules }) };
}
const isSettled = async (promise) =>
  (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, "open"))])) !== "open";

fuzz("line-editor", "the line editor", {
  "gives what was typed": [
    typed,
    async (text) => {
      const { editor: line } = editor();
      const entry = line.read({ prompt: "> " });
      line.feed(text);
      assert.equal(line.text, text);
      line.feed("\r");
      assert.deepEqual(await entry, { kind: "line", text });
    },
  ],
  "gives each line of a paste to who reads, in order": [
    fc.array(fc.oneof(typed, fc.constant("")), { minLength: 1, maxLength: 5 }),
    async (lines) => {
      const { editor: line } = editor();
      line.feed(`\x1b[200~${lines.join("\r")}\r\x1b[201~`);
      for (const text of lines) assert.deepEqual(await line.read({ prompt: "" }), { kind: "line", text });
      assert(!(await isSettled(line.read({ prompt: "" }))));
    },
  ],
  "stays usable, whatever it is sent": [
    fc.array(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom(...Object.keys(keys), "\x1b", "\x1b[", "\x12", "\x19", "\x1f", "\x14"),
        typed,
      ),
      { maxLength: 12 },
    ),
    fc.record({
      continuation: fc.constantFrom(undefined, "... "),
      hidden: fc.boolean(),
      verbatim: fc.boolean(),
    }),
    fc.integer({ min: 2, max: 30 }),
    async (pieces, options, columns) => {
      const { editor: line } = editor(columns);
      let entry = line.read({ prompt: "> ", ...options });
      for (const data of pieces) {
        line.feed(data);
        if (await isSettled(entry)) entry = line.read({ prompt: "> ", ...options });
      }
      // The end of a paste, if one has begun; a search ends, too.
      line.feed("\x1b[201~");
      line.feed("\x03");
      if (!(await isSettled(entry))) line.feed("\x03");
      await entry;
      line.discardTypedAhead();
      const last = line.read({ prompt: "> " });
      line.feed("ok\r");
      assert.deepEqual(await last, { kind: "line", text: "ok" });
    },
  ],
});

const code = fc.oneof(
  fc
    .array(fc.oneof(fc.nat(110), fc.constantFrom(38, 48, 5, 2)), { maxLength: 6 })
    .map((numbers) => `\x1b[${numbers.join(";")}m`),
  fc.constantFrom(
    "\x1b[2K",
    "\x1b[1;1H",
    "\x1b[?25l",
    "\x1b(B",
    "\x1b]0;title\x07",
    "\x1b]8;;https://example.com\x1b\\",
    "\x1b=",
    "\x1bM",
  ),
);
const printed = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom(..."ab[];m(\n\r日") }), code), {
  maxLength: 10,
});
/** Each character with its style. */
const styled = (parts) =>
  parts.flatMap(({ text, style }) => [...text].map((character) => [character, style]));

fuzz("ansi", "printed text with codes", {
  "is read the same in whatever pieces it comes": [
    printed,
    fc.array(fc.nat()),
    (parts, cuts) => {
      const text = parts.join("");
      const whole = styled(new AnsiReader().read(text));
      const reader = new AnsiReader();
      const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
      const pieces = [];
      let from = 0;
      for (const place of [...places, text.length]) {
        pieces.push(...reader.read(text.slice(from, place)));
        from = place;
      }
      assert.deepEqual(styled(pieces), whole);
    },
  ],
  "loses its codes and nothing else": [
    printed,
    (parts) => {
      const isCode = (part) => part.startsWith("\x1b");
      const found = new AnsiReader().read(parts.join("")).map(({ text }) => text);
      assert.equal(found.join(""), parts.filter((part) => !isCode(part)).join(""));
    },
  ],
  "gets styles that are CSS, whatever its codes are": [
    fc.string({ unit: fc.constantFrom(..."0123456789;:m?\x1b[a") }),
    (text) => {
      for (const { style } of new AnsiReader().read(text))
        for (const value of Object.values(style ?? {}))
          assert.doesNotMatch(value, /NaN|undefined|Infinity|;/);
    },
  ],
});
