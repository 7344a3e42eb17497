// What a process has been told so far. A program is a value that asks, so its state follows from the replies that it got: a hash of them
// stands for its continuations, which cannot be looked into. (Two histories that lead to the same state are told apart: merges are
// missed by that, none is wrong.)
import type { TraceEvent } from '@sockeye/sim';
import type { Hasher } from './Hasher.ts';
import type { Digest } from './mixing.ts';
import { followed, NO_DIGEST } from './mixing.ts';

/** The history of one process. */
export interface History {
  readonly host: string;
  readonly process: number;
  readonly digest: Digest;
}

/** All of them, by host and process. */
export type Histories = ReadonlyArray<History>;

/** Nobody was told anything. */
export const NO_HISTORIES: Histories = [];

const put = (histories: Histories, host: string, process: number, digest: Digest): Histories => {
  const next = histories.filter((other) => other.host !== host || other.process !== process);
  next.push({ host, process, digest });
  return next.toSorted((x, y) => (x.host < y.host ? -1 : x.host > y.host ? 1 : x.process - y.process));
};

/** The histories after what a step told; one that is started anew begins anew. */
export const heard = (hasher: Hasher, histories: Histories, events: ReadonlyArray<TraceEvent>): Histories => {
  let after = histories;
  for (const event of events) {
    if (event._tag === 'Started') after = put(after, event.host, event.process, NO_DIGEST);
    else if (event._tag === 'Called') {
      const { host, process, thread, reply } = event;
      const before = after.find((one) => one.host === host && one.process === process)?.digest ?? NO_DIGEST;
      after = put(after, host, process, followed(before, hasher.of([thread, reply])));
    }
  }
  return after;
};
