/** Which TensorFlow library computes, for fingerprints and provenance. Loads nothing. */
import { libraryHashFor } from "./library.mjs";

export { tensorflowVersion } from "./library.mjs";

/** Hexadecimal SHA-256 that changes exactly when the bytes of this platform's TensorFlow library do. */
export const libraryHash: string = libraryHashFor();
