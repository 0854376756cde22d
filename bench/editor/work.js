// Measures what `globalThis.task` says, on a page with editors.
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const content = (editor) => editor?.shadowRoot?.querySelector(".cm-content");
/** The code of the page's editor, a bare one or ours. */
const written = () =>
  document.querySelector("#bare .cm-content") ?? content(document.querySelector("py-editor"));

async function until(check) {
  for (;;) {
    const found = check();
    if (found) return found;
    await frame();
  }
}

/** The longest time between frames while `action` goes on, and the mean. */
async function frames(action) {
  const times = [];
  let going = true;
  const counting = (async () => {
    let last = await frame();
    while (going) {
      const now = await frame();
      times.push(now - last);
      last = now;
    }
  })();
  await action();
  going = false;
  await counting;
  return [Math.max(...times), times.reduce((sum, time) => sum + time, 0) / times.length];
}

const tasks = {
  /** Until the first frame that shows it, as the bare editor has it measured. */
  async usable() {
    do await frame();
    while (!content(document.querySelector("py-editor")));
    return performance.now();
  },

  async run() {
    const editor = document.querySelector("py-editor");
    const { target } = await until(() => content(editor) && { target: content(editor) });
    await editor.run();
    const output = () => editor.querySelector(".py-editor-text");
    const times = [];
    for (let round = 0; round < globalThis.rounds; round++) {
      const before = output();
      const started = performance.now();
      const init = { key: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, composed: true };
      target.dispatchEvent(new KeyboardEvent("keydown", init));
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (output() === before || output()?.textContent !== "2\n") return;
          observer.disconnect();
          resolve();
        });
        observer.observe(editor, { childList: true, subtree: true, characterData: true });
      });
      times.push(performance.now() - started);
      await editor.done;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return times;
  },

  async type() {
    const target = await until(written);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    target.focus();
    return frames(async () => {
      for (const letter of "name = sum(value for value in range(100))") {
        document.execCommand("insertText", false, letter);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    });
  },

  /** A loop of a million steps: run, and debugged with a breakpoint after it. */
  async debug() {
    const editor = document.querySelector("py-editor");
    const target = await until(() => content(editor));
    await editor.run();
    const times = [[], []];
    const key = (name, keyCode, more) =>
      target.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: name,
          keyCode,
          bubbles: true,
          composed: true,
          cancelable: true,
          ...more,
        }),
      );
    key("End", 35, { ctrlKey: true });
    key("F9", 120);
    const part = (name) => editor.shadowRoot.querySelector(`[part="${name}"]`);
    for (let round = 0; round < globalThis.rounds; round++) {
      let started = performance.now();
      await editor.run();
      times[0].push(performance.now() - started);
      started = performance.now();
      part("debug").click();
      await until(() => part("debugger"));
      times[1].push(performance.now() - started);
      part("debugger").querySelector("button").click();
      await until(() => part("run"));
    }
    return times;
  },

  async scroll() {
    await until(() => content(document.querySelector("py-editor")));
    const result = await frames(async () => {
      for (let top = 0; top < document.documentElement.scrollHeight; top += 40) {
        scrollTo(0, top);
        await frame();
      }
    });
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    return [...result, loaded.filter((name) => /\/(pyodide|micropython)\//.test(name)).length];
  },
};

globalThis.finished = await tasks[globalThis.task]();
