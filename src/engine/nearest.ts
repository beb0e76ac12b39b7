/** The least number of letters to insert, delete or replace that makes `b` of `a` (Levenshtein, 1966). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The name a mistyped one most likely stands for; undefined when none is close. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length * 0.4)) + 1;
  for (const candidate of names) {
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** `Did you mean "x"? It has: a, b, c.`, with a long list cut short. */
export function suggestion(name: string, names: readonly string[], shown = 20): string {
  const close = nearest(name, names);
  const hint = close === undefined ? "" : `Did you mean "${close}"? `;
  if (names.length === 0) return `${hint}There are none.`;
  const rest = names.length > shown ? `, and ${names.length - shown} more` : "";
  return `${hint}There are: ${names.slice(0, shown).join(", ")}${rest}.`;
}
