/** What `reprise` is to code that runs in the reader's browser: the part of its public face that needs no Node. */
export { localFile, packageFile } from "../engine/define.ts";
export { defineLive } from "./define.ts";
