/** Stories of `<script-py>`, the place of a script tag's output. */
import { shows } from "../stories.js";

export default { title: "Elements/script-py", component: "script-py", tags: ["autodocs"] };

/** The code of a script tag is kept exactly as written. */
export const OfScriptTag = {
  args: { type: "mpy" },
  render: ({ type }) => `<script type="${type}">
from pyscript import display

display([n for n in range(10) if 2 <n and n< 6])
</script>`,
  play: shows("[3, 4, 5]"),
};
