import type * as TensorFlow from "@tensorflow/tfjs-node";
import { type Cases, type Kit, lengths, type Range } from "./kit.ts";

type Tensor = TensorFlow.Tensor;

/** tfjs functions of one float32 tensor, by name. */
const unary = [
  ...["abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "elu", "erf", "exp"],
  ...["expm1", "floor", "isFinite", "isInf", "isNaN", "leakyRelu", "log", "log1p", "neg", "reciprocal"],
  ...["relu", "relu6", "round", "rsqrt", "selu", "sigmoid", "sign", "sin", "sinh", "softplus", "sqrt"],
  ...["square", "step", "tan", "tanh", "logSigmoid", "zerosLike", "onesLike"],
] as const;

const withoutGradient = new Set<string>(["isFinite", "isInf", "isNaN", "zerosLike", "onesLike"]);

/**
 * Where these choose a subnormal number, processors that are told to flush such numbers return 0, and QEMU 7 returns it
 * as it is: its fault, which would hide what is asked here.
 */
const chooses = new Set<string>(["maximum", "minimum", "relu", "prelu"]);

/** Functions of two float32 tensors. */
const binary = [
  ...["add", "sub", "mul", "div", "divNoNan", "floorDiv", "mod", "pow", "maximum", "minimum", "atan2"],
  ...["squaredDifference", "equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual", "prelu"],
] as const;

const differentiable = new Set<string>([
  ...["add", "sub", "mul", "div", "pow", "maximum", "minimum", "squaredDifference", "prelu", "atan2", "mod"],
]);

/** Pairs of shapes: alike, broadcast along rows, columns and both, and a scalar on either side. */
const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  ...lengths.map((n) => [[n], [n]] as const),
  [[5, 7], [7]],
  [
    [5, 7],
    [5, 1],
  ],
  [
    [3, 1, 9],
    [1, 4, 9],
  ],
  [[33], []],
  [[], [33]],
  [
    [64, 257],
    [1, 257],
  ],
];

const kernelsOfOne = [
  ...["Erfc", "Erfinv", "Ndtri", "Lgamma", "Digamma", "Softsign", "Rint", "Inv", "BesselI0e", "BesselI1e"],
] as const;

const gradientKernels = [
  ...["SigmoidGrad", "TanhGrad", "SqrtGrad", "RsqrtGrad", "ReciprocalGrad", "InvGrad"],
] as const;

const featureGradients = [
  ...["ReluGrad", "Relu6Grad", "EluGrad", "SeluGrad", "SoftplusGrad", "SoftsignGrad", "LeakyReluGrad"],
] as const;

const kernelsOfTwo = ["Xlogy", "Xdivy", "Xlog1py", "Igamma", "Igammac", "Zeta", "NextAfter"] as const;

/** Kernels that treat each element alone. */
export const elementwise: Cases = {
  ...fromNames(unary, (kit, name) => {
    const f = kit.tf[name] as (x: Tensor) => Tensor;
    for (const length of lengths) f(kit.numbers([length]));
    f(kit.numbers([]));
    f(kit.numbers([3, 5, 7], "unit"));
    for (const range of ["unit", "positive", "wide", "special", "whole"] as const)
      f(kit.numbers([263], range));
    if (withoutGradient.has(name)) return;
    for (const length of [1, 9, 33]) kit.tf.grad(f)(kit.numbers([length], "unit"));
  }),
  ...fromNames(["abs", "neg", "square", "relu", "sign", "zerosLike", "onesLike"], (kit, name) => {
    const f = kit.tf[name] as (x: Tensor) => Tensor;
    for (const length of [1, 7, 33, 1023]) f(kit.integers([length], -50, 50));
  }),
  ...fromNames(binary, (kit, name) => {
    const f = kit.tf[name] as (a: Tensor, b: Tensor) => Tensor;
    const against = (a: Range, b: Range) => f(kit.numbers([509], a), kit.numbers([509], b));
    for (const [a, b] of pairs) {
      if (name === "prelu" && b.length > a.length) continue;
      f(kit.numbers([...a], name === "pow" ? "positive" : "symmetric"), kit.numbers([...b]));
    }
    against("wide", "wide");
    against("special", "special");
    if (!chooses.has(name)) against("subnormal", "subnormal");
    against("whole", "whole");
    against("positive", "symmetric");
    if (!differentiable.has(name)) return;
    kit.tf.grads((a, b) => f(a, b) as Tensor)([
      kit.numbers([5, 7], "positive"),
      kit.numbers([5, 7], "positive"),
    ]);
  }),
  ...fromNames(
    [
      ...["add", "sub", "mul", "floorDiv", "mod", "maximum", "minimum", "squaredDifference", "equal"],
      ...["notEqual", "less", "lessEqual", "greater", "greaterEqual", "pow", "div", "divNoNan"],
    ] as const,
    (kit, name) => {
      const f = kit.tf[name] as (a: Tensor, b: Tensor) => Tensor;
      for (const length of [1, 7, 33, 1023])
        f(kit.integers([length], 1, 30), kit.integers([length], 1, name === "pow" ? 5 : 30));
    },
    "int32 ",
  ),
  logic: ({ tf, booleans, numbers, integers }) => {
    for (const length of [1, 7, 33, 1023]) {
      const a = booleans([length]);
      const b = booleans([length]);
      for (const f of [tf.logicalAnd, tf.logicalOr, tf.logicalXor, tf.equal, tf.notEqual]) f(a, b);
      tf.logicalNot(a);
      tf.where(a, numbers([length]), numbers([length]));
      tf.where(a, integers([length], -9, 9), integers([length], -9, 9));
      tf.where(a, a, b);
    }
    for (const n of [3, 17, 65]) tf.where(booleans([n, 5]), numbers([n, 5]), numbers([n, 5]));
  },
  "clip, fill and cast": ({ tf, numbers, integers, booleans }) => {
    for (const length of lengths.slice(0, 13)) {
      tf.clipByValue(numbers([length]), -1, 1);
      tf.addN([numbers([length]), numbers([length], "wide"), numbers([length])]);
      tf.cast(numbers([length], "wide"), "bool");
      tf.cast(numbers([length]), "int32");
      tf.cast(integers([length], -99, 99), "float32");
      tf.cast(booleans([length]), "float32");
      tf.cast(booleans([length]), "int32");
      tf.cast(integers([length], -2, 2), "bool");
      tf.fill([length], 0.1);
      tf.fill([length], 3, "int32");
    }
    tf.clipByValue(numbers([263], "special"), -2, 3);
    tf.grad((x) => tf.clipByValue(x, -1, 1))(numbers([33]));
  },
  complex: ({ tf, numbers }) => {
    for (const length of [1, 3, 4, 5, 17, 100]) {
      const a = tf.complex(numbers([length]), numbers([length]));
      const b = tf.complex(numbers([length]), numbers([length]));
      for (const f of [tf.add, tf.sub, tf.mul, tf.div]) f(a, b);
      tf.real(a);
      tf.imag(a);
      tf.abs(a);
      tf.neg(a);
    }
  },
  ...fromNames(kernelsOfOne, (kit, name) => {
    for (const length of [1, 3, 8, 17, 33, 1023]) kit.kernel(name, [kit.numbers([length], "unit")]);
    for (const range of ["symmetric", "positive", "wide", "special"] as const)
      kit.kernel(name, [kit.numbers([263], range)]);
  }),
  ...fromNames(gradientKernels, (kit, name) => {
    for (const length of [1, 3, 8, 17, 33, 1023])
      kit.kernel(name, [kit.numbers([length], "unit"), kit.numbers([length])]);
  }),
  ...fromNames(featureGradients, (kit, name) => {
    for (const length of [1, 3, 8, 17, 33, 1023])
      kit.kernel(name, [kit.numbers([length]), kit.numbers([length])]);
  }),
  ...fromNames(kernelsOfTwo, (kit, name) => {
    for (const length of [1, 3, 8, 17, 33, 500])
      kit.kernel(name, [kit.numbers([length], "positive"), kit.numbers([length], "positive")]);
  }),
  Betainc: ({ kernel, numbers }) => {
    for (const n of [1, 9, 33])
      kernel("Betainc", [numbers([n], "positive"), numbers([n], "positive"), numbers([n], "unit")]);
  },
};

/** The same case for each name. */
function fromNames<Name extends string>(
  names: readonly Name[],
  run: (kit: Kit, name: Name) => unknown,
  prefix = "",
): Cases {
  return Object.fromEntries(names.map((name) => [`${prefix}${name}`, (kit: Kit) => run(kit, name)]));
}
