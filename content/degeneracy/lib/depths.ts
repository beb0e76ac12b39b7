/** The look of products and networks of growing depth: from light to dark in one hue, so that the order shows. */
export const depthLooks = [
  { colour: "var(--sky)", dash: [] },
  { colour: "var(--orange)", dash: [] },
  { colour: "var(--vermilion)", dash: [] },
  { colour: "var(--purple)", dash: [] },
] as const;
