/**
 * Positions as near to the wanted ones as a minimal distance allows: the result keeps their order, neighbours are at
 * least `gap` apart, and the sum of squared displacements is least (isotonic regression by pooling adjacent violators,
 * Barlow et al. 1972, on positions reduced by rank × gap). Equal positions keep the order of the list. With `range`,
 * the result lies inside it when it is long enough.
 */
export function dodge(
  positions: readonly number[],
  gap: number,
  range: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): number[] {
  const order = positions.map((_, index) => index);
  const at = (index: number) => positions[index] ?? 0;
  order.sort((a, b) => at(a) - at(b) || a - b);

  // Blocks of labels that touch; each stands at the mean of what its members want.
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, rank) => {
    let block = { sum: at(index) - rank * gap, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  });

  const [low, high] = range;
  const room = high - gap * (positions.length - 1);
  const result = new Array<number>(positions.length).fill(0);
  let rank = 0;
  for (const block of blocks) {
    const base = Math.max(low, Math.min(room, block.sum / block.count));
    for (let member = 0; member < block.count; member++, rank++) {
      result[order[rank] ?? 0] = base + rank * gap;
    }
  }
  return result;
}

/** The scale of the axis along which labels are moved apart. */
export interface AxisScale {
  readonly type: "linear" | "log";
  readonly domain: readonly [number, number];
  /** Length of the axis in pixels. */
  readonly length: number;
}

/**
 * Dodged positions as data values: labels wanted at `values` are moved apart until they are `gap` pixels from each
 * other on the axis, and stay on it.
 */
export function dodgeValues(values: readonly number[], scale: AxisScale, gap = 16): number[] {
  const [from, to] = scale.type === "log" ? scale.domain.map(Math.log) : scale.domain;
  const low = from ?? 0;
  const unit = ((to ?? 1) - low) / scale.length;
  const pixels = values.map((value) => ((scale.type === "log" ? Math.log(value) : value) - low) / unit);
  return dodge(pixels, gap, [0, scale.length]).map((pixel) => {
    const position = low + pixel * unit;
    return scale.type === "log" ? Math.exp(position) : position;
  });
}
