// Memory: what stays after a full collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// The same as --expose-gc, for a process that is running already.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Octets, in the heap and in buffers beside it. */
export interface Memory {
  readonly heap: number;
  readonly buffers: number;
}

/** What is held now. Twice, since what the first one finalises is free only after the second. */
export const held = (): Memory => {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers };
};

/** What making this took and holds, divided by so many; it is held until it was measured. */
export const costOf = <A>(count: number, make: () => A, keep: (made: A) => void): Memory => {
  const before = held();
  const made = make();
  const after = held();
  keep(made);
  return { heap: (after.heap - before.heap) / count, buffers: (after.buffers - before.buffers) / count };
};
