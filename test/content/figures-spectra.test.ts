import { smallSpectra } from "../experiments/small-spectra.ts";
import { testDrawn } from "./drawn.ts";

await testDrawn(
  [
    "tangent-spectrum",
    "effective-dof",
    "product-spectra",
    "product-ranks",
    "learning-trajectories",
    "learning-time",
    "filaments",
    "anisotropy",
  ],
  await smallSpectra(),
  5,
);
