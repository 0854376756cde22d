import { svelte } from "@sveltejs/vite-plugin-svelte";
import pyElements from "py-elements/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [svelte(), pyElements()] });
