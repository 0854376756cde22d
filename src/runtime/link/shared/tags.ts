/** The classes of elements by their tag: those that every current browser has. */

/** Class of `HTMLXElement` → tags, where the class is not made of the tag itself. */
const html: Readonly<Record<string, string>> = {
  "": "abbr address article aside b bdi bdo cite code dd dfn dt em figcaption figure footer header hgroup i kbd main mark nav noscript ruby rp rt s samp section small strong sub summary sup u var wbr",
  Anchor: "a",
  Area: "area",
  Audio: "audio",
  BR: "br",
  Button: "button",
  Canvas: "canvas",
  DList: "dl",
  Data: "data",
  DataList: "datalist",
  Details: "details",
  Dialog: "dialog",
  Div: "div",
  FieldSet: "fieldset",
  Form: "form",
  HR: "hr",
  Heading: "h1 h2 h3 h4 h5 h6",
  Image: "img",
  Input: "input",
  LI: "li",
  Label: "label",
  Legend: "legend",
  Link: "link",
  Map: "map",
  Meter: "meter",
  Mod: "del ins",
  OList: "ol",
  OptGroup: "optgroup",
  Option: "option",
  Output: "output",
  Paragraph: "p",
  Picture: "picture",
  Pre: "pre",
  Progress: "progress",
  Quote: "blockquote q",
  Select: "select",
  Slot: "slot",
  Source: "source",
  Span: "span",
  Style: "style",
  Table: "table",
  TableCaption: "caption",
  TableCell: "td th",
  TableCol: "col colgroup",
  TableRow: "tr",
  TableSection: "tbody tfoot thead",
  Template: "template",
  TextArea: "textarea",
  Time: "time",
  Title: "title",
  Track: "track",
  UList: "ul",
  Video: "video",
};

/** Tags of SVG whose class is `SVG` + tag + `Element`, with its first letter large; and those where it is
 * not. */
const svg =
  "circle defs desc ellipse g image line marker mask metadata path pattern polygon polyline rect stop style switch symbol text title use view clipPath filter foreignObject linearGradient radialGradient textPath";
const svgSpecial: Readonly<Record<string, string>> = {
  svg: "SVGSVGElement",
  tspan: "SVGTSpanElement",
  a: "SVGAElement",
};

const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";

const htmlTags = new Map(
  Object.entries(html).flatMap(([name, tags]) => tags.split(" ").map((tag) => [tag, `HTML${name}Element`])),
);
const svgTags = new Map([
  ...svg.split(" ").map((tag) => [tag, `SVG${tag[0]?.toUpperCase()}${tag.slice(1)}Element`] as const),
  ...Object.entries(svgSpecial),
]);

/** The class of what `document.createElement(tag)` makes; undefined for what is not in the table, such as
 * `my-tag`. */
export function htmlInterface(tag: unknown): string | undefined {
  return htmlTags.get(tag as string);
}

/** The class of what `document.createElementNS(namespace, tag)` makes. */
export function elementInterface([namespace, tag]: readonly unknown[]): string | undefined {
  if (namespace === SVG) return svgTags.get(tag as string);
  return namespace === HTML ? htmlInterface(tag) : undefined;
}

/** All tags of the table: what to try in a test. */
export const knownTags: { readonly html: readonly string[]; readonly svg: readonly string[] } = {
  html: [...htmlTags.keys()],
  svg: [...svgTags.keys()],
};
