/**
 * Claims about protocols, and the networks they are tried under.
 *
 * @module @sockeye/claims
 */
export * from './arbitrary/cables.ts';
export type { Claim, Definition, End, Goal, Heading, Kind, Memory } from './claim/Claim.ts';
export { claim } from './claim/Claim.ts';
export * from './claim/Verdict.ts';
export * from './claim/fingerprint.ts';
export * from './play/Play.ts';
export * from './play/Trial.ts';
export * from './play/perform.ts';
export * from './explore/Exploration.ts';
export * from './explore/Certificate.ts';
export * from './explore/explore.ts';
export * from './explore/schedule.ts';
