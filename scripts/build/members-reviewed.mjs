// Facts about members that the standard's IDL leaves out: setters and methods that cannot fail. Reviewed by
// hand against the standards' prose; `scripts/build/members.mjs` checks each name against the IDL,
// `test/suites/members-suite.ts` tries each in a browser.
//
// "Can't fail" is meant for values of the kinds that `src/runtime/link/shared/members.ts` lets pass, for
// every object of the interface, whatever the page's state and its content security policy (so nothing that
// trusted types check: `innerHTML`, `srcdoc`, the text and address of scripts).

/** The specifications whose interfaces the table is made of, as `@webref/idl` names them. */
export const specifications = [
  "console",
  "cssom",
  "cssom-view",
  "dom",
  "FileAPI",
  "html",
  "mathml-core",
  "SVG",
  "uievents",
  "url",
  "wai-aria",
  "xhr",
];

/** Reflected attributes are safe as the IDL has them; these are besides: interface or mixin → names. */
export const setters = {
  Node: "textContent nodeValue",
  CharacterData: "data",
  Element: "id className slot scrollTop scrollLeft",
  Event: "cancelBubble returnValue",
  HTMLElement: "translate dir hidden draggable spellcheck autocorrect innerText popover",
  ElementContentEditable: "enterKeyHint inputMode",
  Document: "title dir",
  DOMTokenList: "value",
  StyleSheet: "disabled",
  CSSStyleRule: "selectorText",
  HTMLAnchorElement: "text referrerPolicy",
  HTMLButtonElement: "type formEnctype formMethod",
  HTMLDialogElement: "returnValue",
  HTMLImageElement: "crossOrigin decoding fetchPriority loading referrerPolicy",
  HTMLIFrameElement: "loading referrerPolicy",
  HTMLInputElement: "checked formEnctype formMethod indeterminate type",
  HTMLLinkElement: "as crossOrigin fetchPriority referrerPolicy",
  HTMLMediaElement: "crossOrigin muted preload preservesPitch",
  HTMLOptionElement: "selected text",
  HTMLOutputElement: "defaultValue value",
  HTMLSelectElement: "selectedIndex value",
  HTMLStyleElement: "disabled",
  HTMLTableCellElement: "scope",
  HTMLTextAreaElement: "defaultValue value",
  HTMLTitleElement: "text",
  HTMLTrackElement: "kind",
  CanvasCompositing: "globalAlpha globalCompositeOperation",
  CanvasFillStrokeStyles: "fillStyle strokeStyle",
  CanvasFilters: "filter",
  CanvasImageSmoothing: "imageSmoothingEnabled imageSmoothingQuality",
  CanvasPathDrawingStyles: "lineWidth lineCap lineJoin miterLimit lineDashOffset",
  CanvasShadowStyles: "shadowOffsetX shadowOffsetY shadowBlur shadowColor",
  CanvasTextDrawingStyles:
    "font textAlign textBaseline direction letterSpacing fontKerning fontStretch fontVariantCaps textRendering wordSpacing",
};

/** Of type `double`, which NaN and infinity can't be: interface → names. */
export const finiteSetters = { HTMLProgressElement: "max" };

/** Reflected attributes whose definition throws all the same, or that a trusted type guards: interface →
 * names. */
export const unsafe = {
  HTMLInputElement: "size value",
  HTMLTableColElement: "span",
};

/** Interface or mixin → signature (see `members.ts`) → names of methods. */
export const methods = {
  EventTarget: { listen: "addEventListener removeEventListener" },
  Event: { none: "preventDefault stopPropagation stopImmediatePropagation" },
  Node: { none: "normalize" },
  ChildNode: { none: "remove" },
  Element: {
    setAttribute: "setAttribute",
    setAttributeNS: "setAttributeNS",
    string: "removeAttribute",
    removeAttributeNS: "removeAttributeNS",
  },
  CharacterData: { string: "appendData" },
  // Not `click`, `focus` and `blur`: listeners in Python have run when they return.
  Document: {
    createElement: "createElement",
    createElementNS: "createElementNS",
    createTextNode: "createTextNode",
    createComment: "createComment",
    createDocumentFragment: "createDocumentFragment",
  },
  DOMTokenList: { tokens: "add remove" },
  HTMLButtonElement: { string: "setCustomValidity" },
  HTMLInputElement: { string: "setCustomValidity", none: "select" },
  HTMLMediaElement: { none: "pause load" },
  HTMLSelectElement: { string: "setCustomValidity", none: "remove" },
  HTMLTextAreaElement: { string: "setCustomValidity", none: "select" },
  HTMLDialogElement: { optionalString: "close" },
  CanvasState: { none: "save restore reset" },
  CanvasTransform: {
    numbers1: "rotate",
    numbers2: "scale translate",
    numbers6: "transform setTransform",
    none: "resetTransform",
  },
  CanvasRect: { numbers4: "clearRect fillRect strokeRect" },
  CanvasDrawPath: { none: "beginPath fill stroke clip" },
  CanvasText: { text: "fillText strokeText" },
  CanvasPath: {
    none: "closePath",
    numbers2: "moveTo lineTo",
    numbers4: "quadraticCurveTo rect",
    numbers6: "bezierCurveTo",
    arc: "arc",
    arcTo: "arcTo",
    ellipse: "ellipse",
    roundRect: "roundRect",
  },
  AbortController: { none: "abort" },
  MutationObserver: { none: "disconnect" },
  FormData: { pair: "append set", string: "delete" },
  URLSearchParams: { pair: "append set", string: "delete", none: "sort" },
  console: {
    primitives:
      "assert clear debug error info log table trace warn dir dirxml count countReset group groupCollapsed groupEnd time timeLog timeEnd",
  },
};

/** Inherited members that are safe in this interface only: interface → signature → names. */
export const narrower = {
  // Nodes without children refuse them, documents more than one.
  Element: {
    insert: "append prepend replaceChildren before after replaceWith",
    insertChild: "appendChild",
    insertBefore: "insertBefore",
  },
  DocumentFragment: {
    insert: "append prepend replaceChildren",
    insertChild: "appendChild",
    insertBefore: "insertBefore",
    cloneNode: "cloneNode",
  },
  HTMLElement: { cloneNode: "cloneNode" },
  SVGElement: { cloneNode: "cloneNode" },
  // Comments may stand in the document, beside which little else may.
  Text: { insert: "before after replaceWith", cloneNode: "cloneNode" },
};

/** Inherited members that are not safe in this interface: interface → names. */
export const refused = {
  HTMLHtmlElement: "before after replaceWith",
  ShadowRoot: "cloneNode",
};

/**
 * Nothing of these is queued. Trusted types guard what they load or run; a form's controls, by their names,
 * take the place of its members.
 */
export const closed = [
  "Attr",
  "HTMLEmbedElement",
  "HTMLFormElement",
  "HTMLMarqueeElement",
  "HTMLObjectElement",
  "HTMLScriptElement",
  "SVGScriptElement",
];

/** Getters that always give the same object, where the IDL does not say so: interface → name → interface. */
export const getters = { CanvasRenderingContext2D: { canvas: "HTMLCanvasElement" } };
