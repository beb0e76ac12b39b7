/** Where pages of the site stand, from its root, for those that link to them: no leading slash, one at the end. */

/** The page of a source file, such as an experiment's, and of a line of it. */
export function codeAddress(path: string, line?: number): string {
  return `code/${path}/${line === undefined ? "" : `#L${line}`}`;
}

/** The page of a paper with every artifact, claim and command. */
export function reproducibilityAddress(slug: string): string {
  return `${slug}/reproducibility/`;
}

/** The page of one figure: its data table, its provenance in full, and everything to take away. */
export function figureAddress(slug: string, id: string): string {
  return `${slug}/figures/${id}/`;
}
