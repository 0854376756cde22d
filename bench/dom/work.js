// Plain JavaScript's half of the benchmark, and what measures both.
"use strict";

const count = 5000;

const plain = {
  create_tree(place) {
    const list = document.createElement("div");
    for (let number = 0; number < count; number++) {
      const item = document.createElement("p");
      item.className = "item";
      item.textContent = `item ${number}`;
      list.append(item);
    }
    place.append(list);
  },
  create_each(place) {
    for (let number = 0; number < count; number++) {
      const item = document.createElement("p");
      item.className = "item";
      item.textContent = `item ${number}`;
      place.append(item);
    }
  },
  find_set_all() {
    for (const item of document.querySelectorAll(".item")) item.textContent = "new";
  },
  find_set_each() {
    let number = 0;
    for (const item of document.querySelectorAll(".item")) item.textContent = `new ${number++}`;
  },
  show(place) {
    for (let number = 0; number < 2000; number++) {
      const box = document.createElement("div");
      box.textContent = "x";
      place.append(box);
    }
  },
  attribute: (place) => globalThis.clickOften(listening(place)),
  decorator: (place) => globalThis.clickOften(listening(place)),
};

globalThis.clicks = 0;

function listening(place) {
  const button = document.createElement("button");
  button.addEventListener("click", () => {
    globalThis.clicks += 1;
  });
  place.append(button);
  return button;
}

globalThis.clickOften = (button) => {
  // Each click is an event of its own, as those of people are: one that comes again is known to Python
  // already.
  for (let number = 0; number < 20_000; number++) {
    button.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
};

/** Called by Python with an object that does the same work: `run(name)`. */
globalThis.measure = async (run) => {
  const place = document.getElementById("place");
  const prepare = (name) => {
    place.replaceChildren();
    if (name.startsWith("find_")) plain.create_tree(place);
  };
  if (globalThis.first) {
    const { name, side } = globalThis.first;
    // The page comes to rest: what its start has left to do is no part of this.
    await new Promise((resolve) => setTimeout(resolve, 500));
    prepare(name);
    const started = performance.now();
    if (side === 0) run(name);
    else plain[name](place);
    globalThis.finished = performance.now() - started;
    return;
  }
  const results = {};
  for (const name of globalThis.works) {
    const times = [[], []];
    for (let round = 0; round <= globalThis.rounds; round++) {
      const sides = [() => run(name), () => plain[name](place)];
      for (const side of [0, 1]) {
        prepare(name);
        // A pause lets the page lay out and collect garbage outside of what is measured.
        await new Promise((resolve) => setTimeout(resolve, 30));
        const started = performance.now();
        sides[side]();
        if (round > 0) times[side].push(performance.now() - started);
      }
    }
    results[name] = times;
  }
  place.replaceChildren();
  globalThis.finished = results;
};
