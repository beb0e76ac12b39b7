/**
 * Divides `count` independent runs into `blocks` consecutive blocks of nearly equal size: units of work that several
 * workers can share, while the runs within each are batched.
 */
export function blocksOfReplicates(count: number, blocks: number): readonly (readonly number[])[] {
  return Array.from({ length: blocks }, (_, block) => {
    const first = Math.floor((block * count) / blocks);
    const end = Math.floor(((block + 1) * count) / blocks);
    return Array.from({ length: end - first }, (_, i) => first + i);
  });
}
