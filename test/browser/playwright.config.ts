import { defineConfig } from "playwright/test";
import { chromiumOptions } from "./chromium.ts";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A busy machine can keep a browser waiting; what is broken stays broken the second time, and a flaw is reported
  timeout: 60_000,
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: [["list"]],
  globalSetup: "./build-draft.ts",
  use: { browserName: "chromium", launchOptions: await chromiumOptions() },
});
