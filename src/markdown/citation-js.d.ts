/** The little of Citation.js that is used here; the packages carry no types. */
declare module "@citation-js/core" {
  export interface CslName {
    readonly family?: string;
    readonly given?: string;
    readonly literal?: string;
    readonly "non-dropping-particle"?: string;
  }
  export interface CslEntry {
    readonly id: string;
    readonly type: string;
    readonly title?: string;
    readonly "container-title"?: string;
    readonly DOI?: string;
    readonly author?: readonly CslName[];
    readonly editor?: readonly CslName[];
    readonly issued?: { readonly "date-parts"?: readonly (readonly number[])[] };
  }
  export class Cite {
    constructor(data: unknown, options?: object);
    readonly data: readonly CslEntry[];
    format(
      kind: "bibliography",
      options: { readonly format: "html"; readonly template: string; readonly lang: string },
    ): string;
  }
}
declare module "@citation-js/plugin-bibtex";
declare module "@citation-js/plugin-csl";
