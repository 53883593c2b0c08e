import { defineConfig } from "vite";

// Addresses are relative, nothing is inlined: the page runs under `default-src 'self'`.
export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { "/api": process.env.PAKTUM_DASHBOARD ?? "http://127.0.0.1:8080" },
  },
});
