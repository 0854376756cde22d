/** The stories that stand beside each element, in the order of the list. */
const tags = [
  "mpy-script",
  "py-script",
  "script-py",
  "py-terminal",
  "py-editor",
  "py-donkey",
  "mpy-config",
  "py-config",
];

/**
 * @typedef {object} Story
 * @property {string} id as Storybook forms it: `elements-py-donkey--waiting`
 * @property {string} tag
 * @property {string} name in words
 * @property {boolean} fails it shows an error on purpose
 * @property {() => string} render
 * @property {(context: { canvasElement: Element }) => Promise<void>} play
 */

/** @returns {Promise<Story[]>} */
export async function loadStories() {
  const modules = await Promise.all(
    tags.map((tag) => import(new URL(`../../src/elements/${tag}/${tag}.stories.js`, import.meta.url))),
  );
  return modules.flatMap(({ default: meta, ...stories }) =>
    Object.entries(stories).map(([key, story]) => {
      const words = key.replace(/(?<=[a-z])(?=[A-Z])/g, " ");
      return {
        id: `elements-${meta.component}--${words.toLowerCase().replaceAll(" ", "-")}`,
        tag: meta.component,
        name: words,
        fails: story.tags?.includes("fails") ?? false,
        render: () => story.render({ ...meta.args, ...story.args }),
        play: story.play,
      };
    }),
  );
}
