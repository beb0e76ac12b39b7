import { draftFolder } from "./build.ts";
import type { Session } from "./session.ts";

export interface PreviewOptions {
  readonly draft?: boolean;
  readonly port?: number;
}

/** `preview`: serves the built site until it is interrupted, which is how it is meant to end. */
export async function previewCommand(session: Session, { draft, port }: PreviewOptions): Promise<number> {
  const { previewSite } = await import("../site.ts");
  const [preset, outDir] = draft ? ["draft", draftFolder] : ["paper", "dist"];
  const site = await previewSite({
    root: session.root,
    preset,
    outDir,
    ...(port === undefined ? {} : { port }),
  });
  session.say(`${outDir}/ is served at ${site.url} (Ctrl-C ends it)`);
  session.tell({ type: "serving", url: site.url });
  await aborted(session.signal);
  await site.close();
  return 0;
}

/** Resolves when the signal tells to stop. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
