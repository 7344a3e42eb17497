// Several segments that the script expects as one.
import { CWR, FIN, PSH } from '@sockeye/core';
import { showFlags, showOption } from '../print.ts';
import type { Live } from '../wire/live.ts';
import type { SeenTcp } from './Conversation.ts';

/** A segment of the stack, in the numbers of the script, with the packet it came in. */
export interface Taken {
  readonly live: Live;
  readonly seen: SeenTcp;
}

const MAY_DIFFER = FIN | PSH | CWR;

const kinds = ({ options }: SeenTcp): string => options.map(({ _tag }) => _tag).join(',');

/** Why a segment does not continue the one before it; undefined: it does. */
const breaks = (before: Taken, next: Taken): string | undefined => {
  const a = before.seen;
  const b = next.seen;
  if (b.seq !== (a.seq + a.length) >>> 0) return `sequence ${b.seq} does not follow ${(a.seq + a.length) >>> 0}`;
  if ((a.control & ~MAY_DIFFER) !== (b.control & ~MAY_DIFFER)) {
    return `flags ${showFlags(b.control, undefined)} after ${showFlags(a.control, undefined)}`;
  }
  if (a.ack !== b.ack) return `ack ${b.ack} after ${a.ack}`;
  if (a.win !== b.win) return `win ${b.win} after ${a.win}`;
  if (a.urg !== b.urg) return `urg ${b.urg} after ${a.urg}`;
  if (kinds(a) !== kinds(b))
    return `options ${b.options.map(showOption).join(',')} after ${a.options.map(showOption).join(',')}`;
  if (before.live.tos !== next.live.tos) return `TOS ${next.live.tos} after ${before.live.tos}`;
  if (before.live.ttl !== next.live.ttl) return `TTL ${next.live.ttl} after ${before.live.ttl}`;
  return undefined;
};

/**
 * Segments as one: sequence and CWR of the first, everything else of the last, all their text.
 *
 * All but the last are equally long. Gives the whole, or why they are none.
 */
export const aggregate = (parts: ReadonlyArray<Taken>): Taken | string => {
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (first === undefined || last === undefined) return 'nothing came';
  let length = 0;
  let zeros = true;
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    const why = before === undefined ? undefined : breaks(before, part);
    if (why !== undefined) return `segment ${i + 1} of ${parts.length}: ${why}`;
    if (i < parts.length - 1 && part.seen.length !== first.seen.length) {
      return `segment ${i + 1} of ${parts.length} has ${part.seen.length} octets, the first ${first.seen.length}`;
    }
    length += part.seen.length;
    zeros &&= part.seen.zeros;
  }
  return {
    live: last.live,
    seen: {
      ...last.seen,
      seq: first.seen.seq,
      control: (last.seen.control & ~CWR) | (first.seen.control & CWR),
      length,
      zeros,
    },
  };
};
