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
export { record } from './shrink/record.ts';
export { ddmin } from './shrink/ddmin.ts';
export { weaker, weakerOfHost } from './shrink/weaker.ts';
export type { Shrunk, ShrinkOptions } from './shrink/shrink.ts';
export { shrink } from './shrink/shrink.ts';
export type { Counterexample, Repertoire } from './counterexample/Counterexample.ts';
export { readCounterexample, writeCounterexample } from './counterexample/Counterexample.ts';
export type { Replay } from './counterexample/replay.ts';
export { replay } from './counterexample/replay.ts';
export type { Checked, CheckOptions, Holding, Trying } from './check/check.ts';
export { check } from './check/check.ts';
export { sliceOf } from './counterexample/slice.ts';
export type { Nearest } from './counterexample/nearest.ts';
export { nearest } from './counterexample/nearest.ts';
export type { ScreenOptions } from './counterexample/screen.ts';
export { screen } from './counterexample/screen.ts';
export * from './play/codec.ts';
export * from './play/published.ts';
export type { Drawn, Letter, Network, NetworkSpec, Site } from './network/Network.ts';
export { network, sizesOf, together } from './network/Network.ts';
export * from './network/published.ts';
export * from './network/read.ts';
export * from './claim/published.ts';
export * from './check/Tally.ts';
export * from './check/codec.ts';
export * from './check/Catalogue.ts';
export * from './check/unit.ts';
export { cover, COVERED_KINDS } from './check/coverage.ts';
export { PUBLISHED } from './check/published.ts';
export * from './wire/segments.ts';
export * as tcpState from './wire/tcpState.ts';
export * from './explore/Exploration.ts';
export * from './explore/Certificate.ts';
export * from './explore/explore.ts';
export * from './explore/schedule.ts';
