/**
 * The layer stack as a pure function: floors, calls, programs, hosts.
 *
 * @module @sockeye/core
 */
export * from './basis/bytes.ts';
export * from './socket/calls/Calls.ts';
export * from './socket/calls/errno.ts';
export type { AnswerOf, Askable, Asked, ErrorOf, Pid, Program } from './program/Program.ts';
export { defer, fail, succeed } from './program/nodes.ts';
export type { Advanced } from './program/advance.ts';
export { advance } from './program/advance.ts';
export * from './program/block.ts';
export * from './program/control.ts';
export * from './program/calls.ts';
export * as P from './program/instances.ts';
