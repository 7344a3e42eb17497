/**
 * The same programs over the sockets of Node, and the pure stack on a real wire.
 *
 * @module @sockeye/node-adapter
 */
export type { Observe } from './threads.ts';
export type { Reply } from './waits.ts';
export type { Surroundings } from './run.ts';
export { run } from './run.ts';
export { main } from './main.ts';
