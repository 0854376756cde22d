import bridge from "py-elements/bridge";

export const calculations = bridge(import.meta.url, {
  type: "mpy",
  // Vite knows files by such URLs, and gives them their names in the build.
  file: new URL("./calculations.py", import.meta.url),
});
