/** Controls and docs come from the manifest of the custom elements. */
import { setCustomElementsManifest } from "@storybook/web-components-vite";
import manifest from "../dist/custom-elements.json";

setCustomElementsManifest(manifest);

export default {
  parameters: { controls: { expanded: true } },
};
