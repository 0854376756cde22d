/** Controls and docs come from the manifest of the custom elements. */
import { setCustomElementsManifest } from "@storybook/web-components-vite";
import manifest from "../../dist/custom-elements.json";

setCustomElementsManifest(manifest);

const settable = new Set(["attributes", "properties", "css custom properties"]);

/** Storybook offers JSON for every union of types, and for what nobody sets: events, parts, promises. */
function withControls({ argTypes, initialArgs }) {
  return Object.fromEntries(
    Object.entries(argTypes).map(([name, argType]) => {
      const { category, type } = argType.table ?? {};
      if (category === undefined) return [name, argType];
      const kind =
        settable.has(category) && (kindOf(type?.summary ?? "string") ?? kindOf(typeof initialArgs[name]));
      return [name, kind ? { ...argType, type: kind } : { ...argType, control: false }];
    }),
  );
}

/** Returns Storybook's type of an argument, by the manifest's text; undefined for what no control can make. */
function kindOf(text) {
  const parts = text.split("|").map((part) => part.trim());
  const quoted = parts.filter((part) => part.startsWith('"'));
  if (quoted.length > 1) return { name: "enum", value: quoted.map((part) => JSON.parse(part)) };
  const name = ["boolean", "number", "string"].find((each) => parts.includes(each));
  return name && { name };
}

export default {
  parameters: { controls: { expanded: true } },
  argTypesEnhancers: [withControls],
};
