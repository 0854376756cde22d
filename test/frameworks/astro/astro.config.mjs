import { defineConfig } from "astro/config";
import pyElements from "py-elements/vite";

export default defineConfig({ vite: { plugins: [pyElements()] } });
