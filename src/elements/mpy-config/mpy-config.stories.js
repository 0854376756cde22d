/** Stories of `<mpy-config>`. */
import { configStory } from "../stories.js";

export default {
  title: "Elements/mpy-config",
  component: "mpy-config",
  tags: ["autodocs"],
  // An interpreter keeps its configuration for as long as its page lives.
  parameters: { docs: { story: { inline: false, height: "8rem" } } },
};

export const ForThePage = configStory("mpy");
