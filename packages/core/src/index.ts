/**
 * The layer stack as a pure function: floors, calls, programs, hosts.
 *
 * @module @sockeye/core
 */
export * from './basis/bytes.ts';
export * from './socket/calls/Calls.ts';
export * from './socket/calls/errno.ts';
export * from './socket/calls/errors.ts';
export * from './socket/calls/strace.ts';
export type { AnswerOf, Askable, Asked, ErrorOf, Pid, Program } from './program/Program.ts';
export { defer, fail, succeed } from './program/nodes.ts';
export type { Advanced } from './program/advance.ts';
export { advance } from './program/advance.ts';
export * from './program/block.ts';
export * from './program/control.ts';
export * from './program/calls.ts';
export * as P from './program/instances.ts';
export type { Replies } from './program/isValue.ts';
export { isValue } from './program/isValue.ts';
export * from './program/plausible.ts';
export * from './app/tutorial/messages.ts';
export * from './app/tutorial/udp.ts';
export * from './app/tutorial/tcp.ts';
export * from './app/tutorial/serveEcho.ts';
export * from './app/tutorial/pipes.ts';
