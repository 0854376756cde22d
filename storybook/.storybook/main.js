import { fileURLToPath, URL } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The stories beside the elements, in Storybook. They run what `npm run build` has put into `dist/`. */
export default {
  framework: "@storybook/web-components-vite",
  stories: ["../../src/elements/**/*.stories.js"],
  addons: ["@storybook/addon-docs"],
  staticDirs: [{ from: "../../dist", to: "/py-elements" }],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // Stories and manifest are not in this folder, where Vite's packages are.
  viteFinal: (config) => {
    config.server = { ...config.server, fs: { ...config.server?.fs, allow: [repository] } };
    return config;
  },
};
