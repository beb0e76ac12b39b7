/// <reference types="astro/client" />

/** What the integration tells the pages. */
declare module "virtual:reprise/site" {
  export const fonts: {
    /** File name under `fonts/`. */
    readonly stylesheet: string;
    readonly preload: readonly string[];
  };
  /** The script that a page's head runs first. */
  export const head: string;
  /** Whether each paper has a PDF. */
  export const pdf: boolean;
}

/** The experiments that run in the reader's browser, by id. */
declare module "virtual:reprise/live" {
  export const experiments: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>>;
}
