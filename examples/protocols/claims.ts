// What a protocol that carries a file promises, as claims over the calls of its programs: so they judge a trace of real sockets, too.
// What was sent is the standard input of the host that has one; what was delivered is what the others write to standard output.
import type { Claim, Verdict } from '@sockeye/claims';
import { claim, HOLDS, undecided, violated } from '@sockeye/claims';
import type { Bytes, Duration, Instant } from '@sockeye/core';
import { between, hashText, latin1 } from '@sockeye/core';
import type { EventKind, TraceEvent } from '@sockeye/sim';

/** What is known of the transfer so far: plain data. */
interface Transfer {
  readonly source: string;
  readonly sent: string;
  /** How much of it was delivered. */
  readonly delivered: number;
  /** Once broken, it stays so. */
  readonly verdict: Verdict;
}

const NOTHING: Transfer = { source: '', sent: '', delivered: 0, verdict: HOLDS };

const KINDS: ReadonlyArray<EventKind> = ['Started', 'Wrote', 'Exited'];

/** What is wrong with octets that are not the ones that come next. */
const breach = ({ sent, delivered }: Transfer, octets: string): readonly [kind: string, says: string] => {
  const shown = octets.length > 8 ? `${octets.length} octets` : JSON.stringify(octets);
  const place = sent.indexOf(octets);
  if (place >= 0 && place + octets.length <= delivered) return ['delivered twice', `${shown} was delivered twice`];
  if (place > delivered) return ['out of order', `${shown} was delivered, and what stands before it was not`];
  return ['other octets', `${shown} was delivered after ${delivered} octets, and was not sent there`];
};

/** Follows a transfer. */
const follow = (known: Transfer, event: TraceEvent): Transfer => {
  if (event._tag === 'Started') {
    return event.input.length === 0 ? known : { ...known, source: event.host, sent: latin1(event.input) };
  }
  if (event._tag !== 'Wrote' || event.fd !== 1 || event.host === known.source || known.verdict._tag !== 'Holds') {
    return known;
  }
  const octets = latin1(event.octets);
  const delivered = known.delivered + octets.length;
  if (known.sent.slice(known.delivered, delivered) === octets) return { ...known, delivered };
  const [kind, says] = breach(known, octets);
  return { ...known, verdict: violated(kind, says, event.at, event.id) };
};

/** Delivered = sent, as far as it goes: every octet once, and in order. */
export const prefix: Claim = claim<Transfer>({
  name: 'protocol.prefix',
  kind: 'safety',
  says: 'What was delivered is a beginning of what was sent: every octet once, and in order.',
  source: 'our own; RFC 9293 §3.8 promises it of TCP',
  kinds: KINDS,
  goals: [
    {
      says: 'something was delivered',
      kinds: ['Wrote'],
      isMet: (event) => event._tag === 'Wrote' && event.fd === 1 && event.octets.length > 0,
    },
  ],
  initial: NOTHING,
  hear: follow,
  judge: ({ verdict }) => verdict,
});

const missing = ({ sent, delivered }: Transfer): string =>
  `${sent.length - delivered} of ${sent.length} octets were not delivered`;

/** Who says that it is done has done it. */
export const honest: Claim = claim<Transfer>({
  name: 'protocol.honest',
  kind: 'safety',
  says: 'When a client ends without an error, everything has been delivered.',
  source: 'our own',
  kinds: KINDS,
  goals: [
    {
      says: 'a client ended without an error',
      kinds: ['Exited'],
      isMet: (event) => event._tag === 'Exited' && event.thread === 0 && event.result._tag === 'Right',
    },
  ],
  initial: NOTHING,
  hear: (known, event) => {
    if (event._tag !== 'Exited') return follow(known, event);
    if (event.thread !== 0 || event.result._tag === 'Left' || known.verdict._tag !== 'Holds') return known;
    return known.delivered >= known.sent.length
      ? known
      : {
          ...known,
          verdict: violated('ended too early', `the client has ended, and ${missing(known)}`, event.at, event.id),
        };
  },
  // That something wrong was delivered is another claim's affair.
  judge: ({ verdict }) => (verdict._tag === 'Violated' && verdict.kind !== 'ended too early' ? HOLDS : verdict),
});

/** A transfer, and how the client ended. */
interface Ending extends Transfer {
  readonly client: 'works' | 'done' | 'failed';
}

const ending = (known: Ending, event: TraceEvent): Ending => {
  if (event._tag !== 'Exited') return { ...follow(known, event), client: known.client };
  return event.thread === 0 ? { ...known, client: event.result._tag === 'Right' ? 'done' : 'failed' } : known;
};

const ENDINGS = {
  kind: 'liveness',
  source: 'our own',
  kinds: KINDS,
  goals: [],
  initial: { ...NOTHING, client: 'works' },
  hear: ending,
} as const;

/** The good end. That something wrong was delivered is another claim's affair here, too. */
export const atLast: Claim = claim<Ending>({
  ...ENDINGS,
  name: 'protocol.atLast',
  says: 'Once the line is healed, everything is delivered at last, and the client ends without an error.',
  judge: (known, end) => {
    if (known.verdict._tag === 'Violated') return HOLDS;
    if (end === undefined || end.reason === 'OutOfSteps') return undecided('the run is not over');
    if (known.client === 'failed') return violated('gave up', `the client gave up; ${missing(known)}`, end.at);
    if (known.client === 'works') return violated('never ends', `the client still waits; ${missing(known)}`, end.at);
    return known.delivered >= known.sent.length ? HOLDS : violated('not all', missing(known), end.at);
  },
});

/** Some end. */
export const ends: Claim = claim<Ending>({
  ...ENDINGS,
  name: 'protocol.ends',
  says: 'The client ends at last, be it with an error.',
  judge: ({ client }, end) => {
    if (client !== 'works') return HOLDS;
    if (end === undefined || end.reason === 'OutOfSteps') return undecided('the run is not over');
    return violated('never ends', 'the client still waits, and nobody told it to give up', end.at);
  },
});

/** When each datagram was sent last, by who sent it and what it was. */
interface Sendings {
  readonly last: Readonly<Record<string, Instant>>;
  readonly verdict: Verdict;
}

/** No storm: blocks are sent again by the clock, and by nothing else. */
export const noStorm = (name: string, isBlock: (datagram: Bytes) => boolean, timeout: Duration): Claim =>
  claim<Sendings>({
    name,
    kind: 'safety',
    says: 'A block is sent again only when its time-out has passed since it was sent.',
    source: 'RFC 1123 §4.2.3.1',
    kinds: ['Called'],
    goals: [],
    initial: { last: {}, verdict: HOLDS },
    hear: (known, event) => {
      if (event._tag !== 'Called' || event.request.call !== 'sendto' || known.verdict._tag !== 'Holds') return known;
      if (event.reply._tag === 'Left' || !isBlock(event.request.bytes)) return known;
      const key = `${event.host} ${event.process}.${event.thread} ${hashText(latin1(event.request.bytes))}`;
      const before = known.last[key];
      const last = { ...known.last, [key]: event.at };
      return before === undefined || between(before, event.at) >= timeout
        ? { last, verdict: HOLDS }
        : {
            last,
            verdict: violated('sent again too soon', 'a block was sent again before its time-out', event.at, event.id),
          };
    },
    judge: ({ verdict }) => verdict,
  });
