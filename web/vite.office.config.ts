import { defineConfig } from "vite";

// The page of the offices, beside the dashboard's: the same rules, files of its own.
export default defineConfig({
  root: "src/office",
  base: "./",
  publicDir: "../../public",
  build: {
    outDir: "../../dist/office",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": process.env.PAKTUM_OFFICE ?? "http://127.0.0.1:8081" },
  },
});
