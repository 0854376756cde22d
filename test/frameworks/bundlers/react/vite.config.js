import react from "@vitejs/plugin-react";
import pyElements from "py-elements/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), pyElements()],
  // StrictMode mounts twice in React's development build alone.
  define: { "process.env.NODE_ENV": '"development"' },
});
