/**
 * Worlds of hosts and cables as values: deterministic runs, faults, traces, captures.
 *
 * @module @sockeye/sim
 */
export type { Row } from './basis/row.ts';
export * from './chance.ts';
export type { Codec, Problem } from './data/record.ts';
export { readDocument, showProblem } from './data/record.ts';
export * from './data/quantities.ts';
export * from './fault/Fault.ts';
export { FaultCodec } from './fault/codec.ts';
export type { WordError } from './fault/words.ts';
export { readFault, showFault } from './fault/words.ts';
export * from './trace/Event.ts';
export * from './trace/identity.ts';
export * from './trace/why.ts';
export * from './world/World.ts';
export * from './world/topology.ts';
export * from './world/build.ts';
export { inject, step } from './world/step.ts';
export * from './world/run.ts';
export type { EventKind } from './world/tells.ts';
export * from './world/fork.ts';
export * from './trace/legend.ts';
export * from './trace/readings.ts';
export * from './trace/fates.ts';
export * from './trace/ladder.ts';
export * from './trace/strace.ts';
export * from './trace/tcpdump.ts';
export * from './trace/jsonl.ts';
export * from './trace/pcapng.ts';
export * from './scenario/expectation.ts';
export * from './scenario/Scenario.ts';
export * from './scenario/stage.ts';
export { splitWords } from './scenario/words.ts';
export * from './trace/compare.ts';
export type { Faults, Odds, Script } from './fault/compile.ts';
export type { Counts } from './fault/meaning.ts';
export { rules as SWITCH_RULES } from './world/bridge.ts';
export * from './packetdrill/index.ts';
