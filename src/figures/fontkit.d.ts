/** The part of fontkit that is used; the package carries no types. */
declare module "fontkit" {
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
    layout(
      text: string,
      features?: readonly string[],
    ): {
      readonly advanceWidth: number;
      readonly glyphs: readonly unknown[];
    };
  }
  export function create(bytes: Uint8Array): Font;
}
