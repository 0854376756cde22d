/**
 * Colours source without touching it: the text stays one text node, and the browser's highlight registry
 * paints ranges of it (`::highlight(code-keyword)` in `gallery.css`). A browser without a registry does not
 * colour the text.
 */

const kinds = ["comment", "string", "number", "keyword", "name", "tag", "attribute", "decorator"];

const python = new RegExp(
  [
    /(?<comment>#[^\n]*)/,
    /(?<string>\b[rRbBfF]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))/,
    /(?<decorator>(?<=^\s*)@[\w.]+)/,
    /(?<=\b(?:def|class)\s+)(?<name>\w+)/,
    /\b(?<keyword>False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b/,
    /(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)/,
  ]
    .map(({ source }) => source)
    .join("|")
    .replace("\\b[rRbBfF]{0,2}", "(?:\\b[rRbBfF]{1,2})?"),
  "gm",
);

const data =
  /(?<comment>#[^\n]*)|(?<string>"(?:\\.|[^"\\\n])*")|(?<keyword>\b(?:true|false|null)\b)|(?<number>-?\b\d+(?:\.\d+)?\b)/g;

const script =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\b(?<keyword>async|await|class|const|default|else|export|extends|for|from|function|if|import|let|new|null|of|return|this|true|false|undefined|while)\b|(?<number>\b\d+(?:\.\d+)?\b)/g;

const styles =
  /(?<comment>\/\*[\s\S]*?\*\/)|(?<string>"[^"\n]*")|(?<name>(?<=^|\}|;)[^{};]+(?=\{))|(?<attribute>[\w-]+(?=\s*:))|(?<number>(?<![\w-])-?\.?\d[\d.]*[a-z%]*)/gm;

const markup = /(?<comment><!--[\s\S]*?-->)|<\/?(?<tag>[a-z][\w-]*)(?<rest>[^<>]*(?:'[^']*'[^<>]*)*)>/gi;
const attributes = /(?<attribute>[^\s=/"'>]+)(?:\s*=\s*(?<string>"[^"]*"|'[^']*'))?/g;

const languages = { py: python, json: data, toml: data, js: script, css: styles };

/** Every coloured stretch of a text: `[kind, start, end]`. */
export function tokens(text, language) {
  if (language === "html") return markupTokens(text);
  const pattern = languages[language];
  return pattern ? patternTokens(text, pattern, 0) : [];
}

function patternTokens(text, pattern, offset) {
  const found = [];
  for (const match of text.matchAll(pattern)) {
    for (const kind of kinds) {
      const part = match.groups[kind];
      if (part === undefined) continue;
      const start = offset + match.index + match[0].indexOf(part);
      found.push([kind, start, start + part.length]);
    }
  }
  return found;
}

function markupTokens(text) {
  const found = [];
  let inside = 0;
  for (const match of text.matchAll(markup)) {
    if (match.index < inside) continue; // Python may well have something in angle brackets.
    const { index } = match;
    const { comment, tag, rest } = match.groups;
    if (comment) {
      found.push(["comment", index, index + comment.length]);
      continue;
    }
    const tagStart = index + match[0].indexOf(tag);
    found.push(["tag", tagStart, tagStart + tag.length]);
    found.push(...patternTokens(rest, attributes, tagStart + tag.length));
    const language = languageInside(match[0], tag);
    if (!language) continue;
    const start = index + match[0].length;
    const end = text.indexOf(`</${tag}>`, start);
    if (end < 0) continue;
    const slotted = slottedMarkup(text.slice(start, end));
    const codeStart = start + slotted.length;
    found.push(...patternTokens(text.slice(codeStart, end), languages[language], codeStart));
    inside = end;
    found.push(...shift(markupTokens(slotted), start));
  }
  return found;
}

/** Markup in slots stands before the code. */
function slottedMarkup(text) {
  return /^(?:\s*<([a-z][\w-]*)[^>]*\sslot="[^]*?<\/\1>)*/.exec(text)[0];
}

function shift(found, offset) {
  return found.map(([kind, start, end]) => [kind, start + offset, end + offset]);
}

function languageInside(open, tag) {
  if (open.startsWith("</")) return undefined;
  if (/^m?py-script$/.test(tag)) return "py";
  if (/^m?py-config$/.test(tag)) return "toml";
  if (tag === "style") return "css";
  if (tag !== "script") return undefined;
  return /type="(m?py|text\/python)"/.test(open) ? "py" : "js";
}

const shown = new WeakMap();

/** Shows `text` in an element, coloured. */
export function showSource(element, text, language) {
  for (const [kind, range] of shown.get(element) ?? []) CSS.highlights.get(`code-${kind}`)?.delete(range);
  element.textContent = text;
  if (!globalThis.CSS?.highlights) return;
  const node = element.firstChild;
  const ranges = tokens(text, language).map(([kind, start, end]) => {
    const range = new StaticRange({
      startContainer: node,
      startOffset: start,
      endContainer: node,
      endOffset: end,
    });
    registered(kind).add(range);
    return [kind, range];
  });
  shown.set(element, ranges);
}

function registered(kind) {
  const name = `code-${kind}`;
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
  return CSS.highlights.get(name);
}
