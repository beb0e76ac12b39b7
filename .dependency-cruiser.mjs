/**
 * The layers of the project, one way: engine ← experiments ← content ← site.
 * `npm run check` enforces them.
 */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

export default {
  forbidden: [
    rule(
      "no-circular",
      "Modules that import each other cannot be understood one at a time.",
      {},
      { circular: true },
    ),
    rule(
      "resolvable",
      "Every import leads to a file, a locked package or a module that the build makes.",
      {},
      { couldNotResolve: true, pathNot: "^(astro|virtual):" },
    ),
    rule(
      "generator-knows-no-paper",
      "src/ is the generator: it works for any experiments/ and content/.",
      { path: "^src/" },
      { path: "^(experiments|content)/" },
    ),
    rule(
      "engine-stands-alone",
      "The engine computes artifacts; it knows of no figure, page or command.",
      { path: "^src/engine/" },
      { path: "^src/(?!engine/|native/|index\\.ts)" },
    ),
    rule(
      "native-stands-alone",
      "Bringing up TensorFlow depends on nothing but how errors are told.",
      { path: "^src/native/" },
      { path: "^src/(?!native/|engine/errors\\.ts)" },
    ),
    rule(
      "figures-read-artifacts",
      "Rendering figures needs artifacts, not pages or commands.",
      { path: "^src/figures/" },
      { path: "^src/(?!figures/|engine/|index\\.ts)" },
    ),
    rule(
      "tensorflow-in-workers-only",
      "The native library is loaded in worker processes, through src/native/tensorflow.ts.",
      { path: "^(src|experiments|content)/", pathNot: "^src/(native/tensorflow\\.ts$|client/live/)" },
      { path: "@tensorflow/", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "native-library-stays-home",
      "In a browser TensorFlow.js runs on the backends that browsers have.",
      { path: "^src/client/" },
      { path: "@tensorflow/tfjs-node", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "client-needs-no-node",
      "What runs in the reader's browser does without Node.",
      { path: "^src/client/" },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "live-stands-on-the-engine",
      "Live experiments are declared and prepared without pages, prose or figures.",
      { path: "^src/live/" },
      { path: "^src/(?!live/|engine/|client/live/)" },
    ),
    rule(
      "experiments-use-the-public-face",
      "Experiments import `reprise`, their own files and experiments/lib, never the inside of src/ or content/.",
      { path: "^experiments/" },
      { path: "^(src/(?!index\\.ts$)|content/|test/)" },
    ),
    rule(
      "lib-knows-no-experiment",
      "experiments/lib is shared by the experiments and depends on none of them.",
      { path: "^experiments/lib/" },
      { path: "^experiments/(?!lib/)" },
    ),
    rule(
      "experiments-are-independent",
      "An experiment imports its own folder and experiments/lib only.",
      { path: "^experiments/([^/]+)/", pathNot: "^experiments/lib/" },
      { path: "^experiments/", pathNot: "^experiments/(lib|$1)/" },
    ),
    rule(
      "artifact-is-a-schema",
      "artifact.ts imports zod only, so that figures can import it cheaply.",
      { path: "^experiments/[^/]+/artifact\\.ts$" },
      { pathNot: "node_modules/zod/" },
    ),
    rule(
      "claims-read-the-artifact",
      "claims.ts and quantities.ts are evaluated when the site is built: they read their own artifact.ts and `reprise`, nothing else.",
      { path: "^experiments/([^/]+)/(claims|quantities)\\.ts$" },
      { pathNot: "^(src/index\\.ts$|experiments/$1/artifact\\.ts$)" },
    ),
    rule(
      "claims-change-no-result",
      "No code of an experiment imports its claims or quantities, so that one can be edited without running anything.",
      { path: "^experiments/" },
      { path: "^experiments/[^/]+/(claims|quantities)\\.ts$" },
    ),
    rule(
      "live-changes-no-result",
      "No code of an experiment imports its live.ts, so that it can be edited without running anything.",
      { path: "^experiments/" },
      { path: "^experiments/[^/]+/live\\.ts$" },
    ),
    rule(
      "content-reads-artifacts",
      "Figures import artifact.ts, content's own helpers and `reprise`, never an experiment's code.",
      { path: "^content/" },
      { path: "^(src/(?!index\\.ts$)|experiments/(?![^/]+/artifact\\.ts$)|test/)" },
    ),
    rule(
      "nothing-imports-tests",
      "Tests depend on code, not the reverse.",
      { path: "^(src|experiments|content)/" },
      {
        path: "^test/",
      },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
    exclude: { path: "^(dist|\\.artifacts|\\.astro)/|^test/fixtures/" },
  },
};
