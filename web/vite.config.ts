import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// Where the labeling editor was unpacked to, and where `npm run dev` finds a running server.
const editor = process.env.MILLRACE_EDITOR_DIR ?? here("../build/web/editor");
const server = process.env.MILLRACE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": here("./src"), "label-studio-editor": editor } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the pages knows files, not data in scripts
    sourcemap: false,
    manifest: true, // scripts/size.mjs
    license: { fileName: "licenses.md" }, // scripts/licenses.mjs
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { app: here("./index.html"), frame: here("./editor/frame.html") },
      output: {
        codeSplitting: {
          groups: [
            // Whatever imports a part of it needs nearly all of it.
            {
              name: "code",
              test: /node_modules\/(@codemirror|@lezer|@marijn|style-mod|w3c-keyname)\//,
              priority: 1,
            },
            // What most pages use is one file: fewer requests, and shorter than many small ones.
            { name: "shared", minShareCount: 10 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    host: "127.0.0.1",
    fs: { allow: [here("."), editor] },
    proxy: Object.fromEntries(
      [
        "/api",
        "/data/",
        "/tasks/",
        "/user/login",
        "/user/signup",
        "/user/reset-password",
        "/logout",
        "/storage-data",
        "/docs",
        "/health",
        "/version",
      ].map((path) => [path, { target: server, changeOrigin: true, headers: { origin: server } }]),
    ),
  },
  test: {
    environment: "jsdom",
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
  },
});
