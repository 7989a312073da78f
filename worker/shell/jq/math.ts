/** Mathematical builtins. */

import type { ValueFunction } from './runtime';
import { described, isNumber, JqError, num, type Value } from './value';

function number(value: Value): number {
  if (!isNumber(value)) throw new JqError(`${described(value)} number required`);
  return num(value);
}

function one(body: (value: number) => number): ValueFunction {
  return (input) => body(number(input));
}

function two(body: (a: number, b: number) => number): ValueFunction {
  return (_, a, b) => body(number(a), number(b));
}

/** Rounds halves away from zero, as C does. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

/** Rounds halves to even. */
function nearbyint(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
}

/** Fraction in [0.5, 1) and exponent of 2. */
function frexp(value: number): [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(value))) + 1);
  let fraction = value * 2 ** -exponent;
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2;
    exponent -= 1;
  }
  while (Math.abs(fraction) >= 1) {
    fraction /= 2;
    exponent += 1;
  }
  return [fraction, exponent];
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function gamma(value: number): number {
  if (value < 0.5) return Math.PI / (Math.sin(Math.PI * value) * gamma(1 - value));
  const x = value - 1;
  const sum = LANCZOS.slice(1).reduce((total, factor, index) => total + factor / (x + index + 1), LANCZOS[0]);
  const t = x + 7.5;
  return Math.sqrt(2 * Math.PI) * t ** (x + 0.5) * Math.exp(-t) * sum;
}

const UNARY: Record<string, (value: number) => number> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  trunc: Math.trunc,
  rint: nearbyint,
  nearbyint,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  fabs: Math.abs,
  exp: Math.exp,
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  tgamma: gamma,
  gamma: (value) => Math.log(Math.abs(gamma(value))),
  lgamma: (value) => Math.log(Math.abs(gamma(value))),
  significand: (value) => (value === 0 ? 0 : frexp(value)[0] * 2),
  logb: (value) => (value === 0 ? -Infinity : frexp(value)[1] - 1),
};

const BINARY: Record<string, (a: number, b: number) => number> = {
  pow: Math.pow,
  atan2: Math.atan2,
  fmod: (a, b) => a % b,
  fmin: Math.min,
  fmax: Math.max,
  ldexp: (a, b) => a * 2 ** b,
  scalb: (a, b) => a * 2 ** b,
  scalbln: (a, b) => a * 2 ** b,
  hypot: Math.hypot,
  fdim: (a, b) => Math.max(0, a - b),
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
  drem: (a, b) => a - b * nearbyint(a / b),
};

export const mathFunctions: Record<string, ValueFunction> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, body]) => [`${name}/0`, one(body)])),
  ...Object.fromEntries(Object.entries(BINARY).map(([name, body]) => [`${name}/2`, two(body)])),
  'frexp/0': (input) => frexp(number(input)),
  'modf/0': (input) => {
    const whole = Math.trunc(number(input));
    return [number(input) - whole, whole];
  },
  'fma/3': (_, a, b, c) => number(a) * number(b) + number(c),
};
