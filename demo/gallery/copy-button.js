/** A button that copies a text and says so. */
import { h } from "./dom.js";

/** @param {() => string} text */
export function CopyButton(text) {
  const status = h("span", { role: "status" }, "Copy");
  const button = h("button", { type: "button" }, status);
  let timer;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      status.textContent = "Copied";
    } catch {
      status.textContent = "Not allowed";
    }
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = "Copy"), 1500);
  });
  return button;
}
