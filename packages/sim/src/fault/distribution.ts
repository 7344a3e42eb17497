// netem's spread of a time around its mean: uniform, or by a table of quantiles, in integers throughout. (sch_netem.c, tabledist)
import type { Duration } from '@sockeye/core';
import { oneOf } from '../chance.ts';
import { EXPONENTIAL } from './tables/exponential.ts';
import { NORMAL } from './tables/normal.ts';
import { PARETO } from './tables/pareto.ts';
import { PARETO_NORMAL } from './tables/paretonormal.ts';

/** By the names of iproute2; it has no `exponential`. */
export const DISTRIBUTIONS = ['uniform', 'normal', 'pareto', 'paretonormal', 'exponential'] as const;

export type Distribution = (typeof DISTRIBUTIONS)[number];

/** Its quantiles, scaled by 8,192; undefined: uniform, which needs none. */
export const tableOf = (distribution: Distribution): ReadonlyArray<number> | undefined => {
  switch (distribution) {
    case 'uniform':
      return undefined;
    case 'normal':
      return NORMAL;
    case 'pareto':
      return PARETO;
    case 'paretonormal':
      return PARETO_NORMAL;
    case 'exponential':
      return EXPONENTIAL;
  }
};

const SCALE = 8192;

/**
 * A time around μ.
 *
 * Uniform: μ − σ + (drawn mod 2σ). By a table: with t = T[drawn mod size], x = (σ mod 8192) · t ± 4096 by the sign of x, the time
 * is x/8192 + (σ/8192) · t + μ, divisions towards zero. It may be negative; a kernel sends such a frame at once.
 *
 * Takes   μ, σ > 0, the number drawn, and the table; undefined: uniform
 * Gives   nanoseconds
 * Fails   never
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const spread = (
  mu: Duration,
  sigma: Duration,
  drawn: number,
  table: ReadonlyArray<number> | undefined,
): number => {
  if (table === undefined) {
    // The kernel has no jitter beyond 2^31 ns; there the number is stretched instead.
    const width = 2 * sigma;
    return mu - sigma + (width <= 4294967296 ? drawn % width : oneOf(width, drawn));
  }
  const t = table[drawn % table.length] ?? 0;
  const x = (sigma % SCALE) * t;
  return Math.trunc((x >= 0 ? x + SCALE / 2 : x - SCALE / 2) / SCALE) + Math.trunc(sigma / SCALE) * t + mu;
};
