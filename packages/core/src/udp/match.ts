// Whom a datagram is for. (RFC 1122 §4.1.3.5; the scores are those of BSD's and Linux's lookup)
import type { Endpoint } from '../wire/addresses.ts';
import { ANY_ADDRESS } from '../wire/addresses.ts';
import type { Binding } from './State.ts';

/**
 * How well a binding fits a pair of ends; −1: not at all.
 *
 *     local 0.0.0.0   local given   local 0.0.0.0 + remote   local given + remote
 *           0               1                 2                        3
 */
const score = (binding: Binding, local: Endpoint, remote: Endpoint): number => {
  const { address } = binding.local;
  if (address !== ANY_ADDRESS && address !== local.address) return -1;
  const wanted = binding.remote;
  if (wanted !== undefined && (wanted.address !== remote.address || wanted.port !== remote.port)) return -1;
  return (address === ANY_ADDRESS ? 0 : 1) + (wanted === undefined ? 0 : 2);
};

/**
 * The most specific of those that are bound to a port; of several that are equal, the one bound last.
 *
 * Takes   the bindings of the port; our end and the other one
 * Gives   the binding, or undefined where none fits
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const bestMatch = (bound: ReadonlyArray<Binding>, local: Endpoint, remote: Endpoint): Binding | undefined => {
  let best: Binding | undefined;
  let most = -1;
  for (let i = 0; i < bound.length; i++) {
    const binding = bound[i];
    if (binding === undefined) continue;
    const fits = score(binding, local, remote);
    if (fits >= 0 && fits >= most) {
      best = binding;
      most = fits;
    }
  }
  return best;
};

/** All that fit: a broadcast is for each of them. */
export const allMatches = (bound: ReadonlyArray<Binding>, local: Endpoint, remote: Endpoint): ReadonlyArray<Binding> =>
  bound.filter((binding) => score(binding, local, remote) >= 0);
