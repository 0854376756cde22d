// Asks the page and gets an answer by messages, with nothing done in between: what stack switching costs at
// least.
let answer = () => {};
addEventListener("message", ({ data }) => {
  if (data === "bare") answer();
});

export function ask() {
  return new Promise((resolve) => {
    answer = resolve;
    postMessage("bare");
  });
}
