/** Stories of `<mpy-script>`. */
import { scriptStories } from "../stories.js";

export default { title: "Elements/mpy-script", component: "mpy-script", tags: ["autodocs"] };

const stories = scriptStories("mpy-script");
export const Output = stories.Output;
export const Running = stories.Running;
export const Loading = stories.Loading;
export const Failing = stories.Failing;
export const OwnLooks = stories.OwnLooks;
export const Terminal = stories.Terminal;
