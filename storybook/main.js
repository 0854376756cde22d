/** The stories beside the elements, in Storybook. They run what `npm run build` has put into `dist/`. */
export default {
  framework: "@storybook/web-components-vite",
  stories: ["../src/elements/**/*.stories.js"],
  addons: ["@storybook/addon-docs"],
  staticDirs: [{ from: "../dist", to: "/py-elements" }],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};
