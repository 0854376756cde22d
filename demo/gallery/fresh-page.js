/**
 * A page of its own for a live part that brings a configuration: the main thread's interpreter has one
 * configuration for as long as its page lives, so another one needs another page. The page around it is what
 * a reader would write.
 */
import { h } from "./dom.js";

const gallery = new URL("./", import.meta.url);
const dist = new URL("../../dist/", import.meta.url);

/** @param {string} text the live part's source */
export function createFrame(text, log) {
  const frame = h("iframe", { title: "Live part", scrolling: "no" });
  // Relative URLs are relative to this page, as before.
  frame.srcdoc = `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Live part</title>
        <script src="${gallery}theme.js"></script>
        <link rel="stylesheet" href="${gallery}gallery.css" />
        ${[...document.querySelectorAll("head link[data-live]")].map((link) => link.outerHTML).join("")}
        <link rel="stylesheet" href="${dist}core.css" />
        <script type="module" src="${gallery}frame.js"></script>
        <script type="module" src="${dist}core.js"></script>
      </head>
      <body><demo-live>${text}</demo-live></body>
    </html>`;
  frame.addEventListener("gallery-frame", () => fit(frame, log));
  return frame;
}

/** Logs what happens in the frame, and keeps it as high as what is in it. */
function fit(frame, log) {
  const { contentDocument, contentWindow } = frame;
  log.listen(contentDocument);
  const resize = () => (frame.style.blockSize = `${contentDocument.body.scrollHeight}px`);
  // The frame's own observer ends with it. Chromium tells whoever observes a frame that is gone of an error.
  new contentWindow.ResizeObserver(() => requestAnimationFrame(resize)).observe(contentDocument.body);
  resize();
}
