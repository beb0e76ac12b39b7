/** Closes the evidence of a claim when one of its links is followed, so that it does not stand over what they lead to. */
export function evidence(): void {
  addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.matches(".evidence a")) {
      target.closest<HTMLElement>(".evidence:popover-open")?.hidePopover();
    }
  });
}
