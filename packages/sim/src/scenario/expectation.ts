// What a scenario expects, in sentences; and whether a trace keeps it.
import type { Bytes } from '@sockeye/core';
import { concatBytes, equalBytes, text, utf8 } from '@sockeye/core';
import type { Codec } from '../data/record.ts';
import { word } from '../data/record.ts';
import type { Exited, Started, TraceEvent } from '../trace/Event.ts';

/** Something that must be true when the run is over. */
export type Expectation =
  /** Each process but the servers, which end when there is nobody left to serve. */
  | { readonly _tag: 'EveryProcessEnds' }
  /** What the processes of a host wrote to standard output is their standard input, or that of another host's. */
  | { readonly _tag: 'OutputEqualsInput'; readonly host: string; readonly of: string }
  | { readonly _tag: 'OutputIs'; readonly host: string; readonly text: string }
  | { readonly _tag: 'OutputContains'; readonly host: string; readonly text: string }
  /** The first process of a host has not ended, and never will: nothing is left that could happen. */
  | { readonly _tag: 'Waits'; readonly host: string }
  /** The first process of a host ended with this error. */
  | { readonly _tag: 'FailsWith'; readonly host: string; readonly error: string };

const SENTENCES =
  '"every process ends", "HOST output equals input", "HOST output equals HOST input", "HOST output is TEXT" or "HOST output contains TEXT" (TEXT in double quotes), "HOST waits", "HOST fails with ERROR"';

const unquoted = (quoted: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
};

const readExpectation = (sentence: string): Expectation | undefined => {
  if (/^\s*every process ends\s*$/.test(sentence)) return { _tag: 'EveryProcessEnds' };
  const [, host, rest] = /^\s*(\S+) (output .*|waits|fails with \S+)\s*$/su.exec(sentence) ?? [];
  if (host === undefined || rest === undefined) return undefined;
  if (rest === 'waits') return { _tag: 'Waits', host };
  if (rest.startsWith('fails with ')) return { _tag: 'FailsWith', host, error: rest.slice('fails with '.length) };
  const [isInput, of = host] = /^output equals (?:(\S+) )?input\s*$/u.exec(rest) ?? [];
  if (isInput !== undefined) return { _tag: 'OutputEqualsInput', host, of };
  const [, verb, quoted = ''] = /^output (is|contains) (.*)$/su.exec(rest) ?? [];
  const said = unquoted(quoted.trim());
  if (verb === undefined || said === undefined) return undefined;
  return { _tag: verb === 'is' ? 'OutputIs' : 'OutputContains', host, text: said };
};

/** An expectation as its sentence. */
export const showExpectation = (expectation: Expectation): string => {
  switch (expectation._tag) {
    case 'EveryProcessEnds':
      return 'every process ends';
    case 'OutputEqualsInput':
      return `${expectation.host} output equals ${expectation.of === expectation.host ? '' : `${expectation.of} `}input`;
    case 'OutputIs':
      return `${expectation.host} output is ${JSON.stringify(expectation.text)}`;
    case 'OutputContains':
      return `${expectation.host} output contains ${JSON.stringify(expectation.text)}`;
    case 'Waits':
      return `${expectation.host} waits`;
    case 'FailsWith':
      return `${expectation.host} fails with ${expectation.error}`;
  }
};

/** An expectation on the desk. */
export const ExpectationCodec: Codec<Expectation, string> = word(
  'expectation',
  `a sentence that can be judged: ${SENTENCES}`,
  readExpectation,
  showExpectation,
);

/** Whether an expectation holds, and if not, what was found instead. */
export interface Judgement {
  readonly expectation: Expectation;
  readonly holds: boolean;
  readonly says: string;
}

const starts = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<Started> =>
  events.filter((event): event is Started => event._tag === 'Started');

const endOf = (events: ReadonlyArray<TraceEvent>, { host, process }: Started): Exited | undefined =>
  events.find(
    (event): event is Exited =>
      event._tag === 'Exited' && event.thread === 0 && event.host === host && event.process === process,
  );

const outputOf = (events: ReadonlyArray<TraceEvent>, host: string): Bytes =>
  concatBytes(
    events.flatMap((event) => (event._tag === 'Wrote' && event.fd === 1 && event.host === host ? [event.octets] : [])),
  );

const compared = (expectation: Expectation, found: Bytes, wanted: Bytes): Judgement =>
  equalBytes(found, wanted)
    ? { expectation, holds: true, says: `${found.length} octets` }
    : {
        expectation,
        holds: false,
        says: `it is ${JSON.stringify(text(found.subarray(0, 80)))} (${found.length} octets), and ${wanted.length} octets were expected`,
      };

/**
 * Judges an expectation by a trace.
 *
 * Takes   the expectation, the whole trace, and which processes are servers
 * Gives   whether it holds, with what was found
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const judge = (
  expectation: Expectation,
  events: ReadonlyArray<TraceEvent>,
  isServer: (process: Started) => boolean,
): Judgement => {
  switch (expectation._tag) {
    case 'EveryProcessEnds': {
      const open = starts(events).filter((start) => !isServer(start) && endOf(events, start) === undefined);
      const who = open.map(({ host, words }) => `${words} on ${host}`).join(', ');
      return { expectation, holds: open.length === 0, says: open.length === 0 ? 'all ended' : `still running: ${who}` };
    }
    case 'OutputEqualsInput': {
      const input = starts(events).flatMap((start) => (start.host === expectation.of ? [start.input] : []));
      return compared(expectation, outputOf(events, expectation.host), concatBytes(input));
    }
    case 'OutputIs':
      return compared(expectation, outputOf(events, expectation.host), utf8(expectation.text));
    case 'OutputContains': {
      const found = text(outputOf(events, expectation.host));
      return {
        expectation,
        holds: found.includes(expectation.text),
        says: `it is ${JSON.stringify(found.slice(0, 80))}`,
      };
    }
    case 'Waits': {
      const first = starts(events).find(({ host }) => host === expectation.host);
      if (first === undefined) return { expectation, holds: false, says: 'nothing was started there' };
      const end = endOf(events, first);
      return { expectation, holds: end === undefined, says: end === undefined ? 'it waits' : 'it has ended' };
    }
    case 'FailsWith': {
      const first = starts(events).find(({ host }) => host === expectation.host);
      const end = first === undefined ? undefined : endOf(events, first);
      const found = end === undefined ? 'nothing ended' : end.result._tag === 'Right' ? 'success' : end.result.left;
      const says = typeof found === 'string' ? found : JSON.stringify(found);
      return { expectation, holds: end?.result._tag === 'Left' && says === expectation.error, says };
    }
  }
};
