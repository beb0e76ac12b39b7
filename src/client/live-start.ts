/** Makes the buttons of live experiments work; what they start is fetched when one is pressed, or a shared link opened. */
export function liveExperiments(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("figure.live")) {
    const button = figure.querySelector("button");
    if (button === null) continue;
    const open = async (autostart: boolean) => {
      button.disabled = true;
      try {
        const { openPanel } = await import("./live/panel.ts");
        await openPanel(figure, autostart);
      } catch (error) {
        button.disabled = false;
        button.textContent = `Try again (${error instanceof Error ? error.message : "it could not be fetched"})`;
      }
    };
    const near = () => void import("./live/panel.ts").catch(() => {});
    button.addEventListener("pointerenter", near, { once: true });
    button.addEventListener("focus", near, { once: true });
    button.addEventListener("click", () => void open(true));
    if (`live-${new URLSearchParams(location.search).get("live")}` === figure.id) void open(false);
  }
}
