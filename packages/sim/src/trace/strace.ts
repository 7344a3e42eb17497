// The system calls of a trace, as `strace -f -ttt -T` would show them.
import type { Instant } from '@sockeye/core';
import { showCall, showRequest } from '@sockeye/core';
import type { Called, Exited, TraceEvent, Waits } from './Event.ts';
import { showMicroseconds } from './time.ts';

/** Which lines, and what stands in them. */
export interface StraceOptions {
  /** Only this host; all by default. */
  readonly host?: string;
}

const nameOf = ({ host, process, thread }: Called | Waits | Exited): string =>
  `${host}[${process}${thread === 0 ? '' : `.${thread}`}]`;

const exit = (event: Exited): string => {
  if (event.result._tag === 'Right') return '+++ exited with 0 +++';
  const { left } = event.result;
  const says = typeof left === 'string' ? left : JSON.stringify(left);
  return `+++ exited with 1 (${says}) +++`;
};

/**
 * The calls of a trace, a line each, in the order in which they were answered.
 *
 * A line begins with the process and the instant of the call, and ends with how long it took. A call that was not answered
 * is `<unfinished ...>`, as in strace, and stands at the end.
 *
 * Takes   a trace
 * Gives   lines such as `client[1] 0.000000 connect(3, …) = -1 ECONNREFUSED (Connection refused) <0.040000>`
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const strace = (events: ReadonlyArray<TraceEvent>, options: StraceOptions = {}): string => {
  const waiting = new Map<string, Waits>();
  const lines: Array<string> = [];
  for (const event of events) {
    if (event._tag !== 'Called' && event._tag !== 'Waits' && event._tag !== 'Exited') continue;
    if (options.host !== undefined && options.host !== event.host) continue;
    const name = nameOf(event);
    if (event._tag === 'Waits') {
      waiting.set(name, event);
    } else if (event._tag === 'Called') {
      const since: Instant = waiting.get(name)?.at ?? event.at;
      waiting.delete(name);
      const took = showMicroseconds((event.at - since) as Instant);
      lines.push(`${name} ${showMicroseconds(since)} ${showCall(event.request, event.reply)} <${took}>`);
    } else {
      lines.push(`${name} ${showMicroseconds(event.at)} ${exit(event)}`);
    }
  }
  for (const [name, { at, request }] of waiting) {
    lines.push(`${name} ${showMicroseconds(at)} ${showRequest(request)} <unfinished ...>`);
  }
  return lines.map((line) => `${line}\n`).join('');
};
