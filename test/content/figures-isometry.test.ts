import { smallIsometryArtifacts } from "../experiments/small-isometry.ts";
import { smallNormArtifacts } from "../experiments/small-norm.ts";
import { testDrawn } from "./drawn.ts";

await testDrawn(
  [
    "adam-scale",
    "norm-removed",
    "dose-response",
    "jacobian-spectra",
    "jacobian-growth",
    "isometry-training",
    "isometry-search",
  ],
  { ...(await smallNormArtifacts()), ...(await smallIsometryArtifacts()) },
  3,
);
