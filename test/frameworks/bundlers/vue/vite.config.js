import vue from "@vitejs/plugin-vue";
import pyElements from "py-elements/vite";
import { defineConfig } from "vite";

const isCustomElement = (tag) => tag.endsWith("-basket");
export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } }), pyElements()],
});
