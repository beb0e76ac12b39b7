import { defineQuantities } from "reprise";
import { artifact } from "./artifact.ts";

export default defineQuantities(artifact, {
  /** By which share the typical gain along the sensitive direction grows in a layer, when layers are many. */
  gain: ({ theory }) => Math.expm1(theory.largest),
});
