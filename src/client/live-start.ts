/** How long a pointer rests on a button before what computes is fetched, too, in milliseconds. */
const rest = 60;

/** Makes the buttons of live experiments work; what they start is fetched when one is pressed, or a shared link opened. */
export function liveExperiments(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("figure.live")) {
    const button = figure.querySelector("button");
    if (button === null) continue;
    const near = () => import("./live/panel.ts");
    const open = async (autostart: boolean) => {
      button.disabled = true;
      try {
        const { openPanel } = await near();
        await openPanel(figure, autostart);
      } catch (error) {
        button.disabled = false;
        button.textContent = `Try again (${error instanceof Error ? error.message : "it could not be fetched"})`;
      }
    };
    const prepare = () =>
      near().then(
        (panel) => panel.prepare(figure),
        () => {},
      );
    let timer = 0;
    button.addEventListener("pointerenter", () => {
      near().catch(() => {});
      timer = window.setTimeout(prepare, rest);
    });
    button.addEventListener("pointerleave", () => clearTimeout(timer));
    button.addEventListener("pointerdown", prepare);
    button.addEventListener("focus", () => near().catch(() => {}));
    button.addEventListener("click", () => void open(true));
    if (`live-${new URLSearchParams(location.search).get("live")}` === figure.id) void open(false);
  }
}
