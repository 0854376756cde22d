import pyElements from "py-elements/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [pyElements()] });
