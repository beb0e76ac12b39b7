import { defineConfig } from "playwright/test";
import { chromiumOptions } from "../../src/browser.ts";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  globalSetup: "./build-draft.ts",
  use: { browserName: "chromium", launchOptions: await chromiumOptions() },
});
