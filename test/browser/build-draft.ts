import { spawnSync } from "node:child_process";
import { isDraft } from "./built-site.ts";

/** Builds the draft of the paper, which the tests look at; what is already computed is not computed again. */
export default function buildDraft(): void {
  if (!isDraft) return;
  const { status } = spawnSync(process.execPath, ["src/cli.ts", "draft"], { stdio: "inherit" });
  if (status !== 0) throw new Error(`building the draft failed with exit code ${status}`);
}
