/** What to write in the place of kernels that the audit does not pass, composed of such that it does. */
const compositions: Readonly<Record<string, string>> = {
  Rsqrt: "`tf.div(1, tf.sqrt(x))`",
  RsqrtGrad: "`tf.mul(-0.5, tf.div(dy, tf.mul(x, tf.sqrt(x))))`",
  Reciprocal: "`tf.div(1, x)`",
  Inv: "`tf.div(1, x)`",
  Softmax: "`tf.exp(tf.logSoftmax(x))`; as a layer's activation, `linear` followed by that",
  Atan: "`tf.asin(tf.div(x, tf.sqrt(tf.add(1, tf.square(x)))))`",
  Atan2: "`tf.asin(tf.div(y, tf.sqrt(tf.add(tf.square(x), tf.square(y)))))`, and π minus that where x < 0",
  Erfc: "`tf.sub(1, tf.erf(x))`",
  Erfinv: "a function in JavaScript on `x.dataSync()`, or draws of the distribution itself from `random(…)`",
  Ndtri: "a function in JavaScript on `x.dataSync()`, or draws of the distribution itself from `random(…)`",
  BesselI0e: "a function in JavaScript on `x.dataSync()`",
  BesselI1e: "a function in JavaScript on `x.dataSync()`",
  ResourceApplyAdadelta: "`tf.train.adadelta(…)`, which is composed of other kernels",
  Multinomial:
    '`random("name").integer(n)`, or a search in cumulated probabilities with `random("name").uniform()`',
  RandomStandardNormal: '`random("name").fillNormal(array)`',
  RandomUniform: '`random("name").fillUniform(array)`',
  TruncatedNormal: '`random("name").normal()`, drawn again where it is too far out',
};

/** The advice for a kernel, if there is one. */
export function composition(name: string): string | undefined {
  const instead = compositions[name];
  return instead === undefined ? undefined : `Instead, use ${instead}.`;
}
