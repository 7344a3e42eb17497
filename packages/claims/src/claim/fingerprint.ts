// A shrunk counterexample must break the same promise in the same way: this is what "the same" means.
import { hash32, hashText } from '@sockeye/core';
import type { Claim } from './Claim.ts';
import type { Violation } from './Verdict.ts';

const word = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');

/**
 * The fingerprint of a breach: which claim, and which kind of breach. Times, numbers and the length of the run are no part of it.
 *
 * Takes   a claim, and how it was broken
 * Gives   sixteen hexadecimal digits
 * Fails   never
 *
 * @category claims
 * @since 0.1.0
 */
export const fingerprintOf = (claim: Pick<Claim, 'name'>, violation: Pick<Violation, 'kind'>): string => {
  const hashed = hashText(`${claim.name}: ${violation.kind}`);
  return word(hashed) + word(hash32(hashed, claim.name.length));
};
