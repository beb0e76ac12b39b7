/// <reference types="astro/client" />

/** What the integration tells the pages. */
declare module "virtual:reprise/site" {
  export const fonts: {
    /** File name under `fonts/`. */
    readonly stylesheet: string;
    readonly preload: readonly string[];
  };
}
