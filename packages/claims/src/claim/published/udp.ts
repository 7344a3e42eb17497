// What UDP promises, and what it does not. RFC 768; the words of the tutorial.
import type { Datagrams, Oddity } from '../calls/datagrams.ts';
import { DATAGRAM_KINDS, followDatagrams, NO_DATAGRAMS } from '../calls/datagrams.ts';
import type { Claim, End, Goal, Kind } from '../Claim.ts';
import { claim } from '../Claim.ts';
import type { Verdict } from '../Verdict.ts';
import { HOLDS, undecided, violated } from '../Verdict.ts';
import { aFrameWasStruck } from './goals.ts';

const somethingArrived: Goal = {
  says: 'a datagram was received',
  kinds: ['Called'],
  isMet: (event) => event._tag === 'Called' && event.request.call === 'recvfrom' && event.reply._tag === 'Right',
};

const of = (
  name: string,
  kind: Kind,
  says: string,
  source: string,
  judge: (datagrams: Datagrams, end: End | undefined) => Verdict,
): Claim =>
  claim<Datagrams>({
    name,
    kind,
    says,
    source,
    kinds: DATAGRAM_KINDS,
    goals: [somethingArrived, aFrameWasStruck],
    initial: NO_DATAGRAMS,
    hear: followDatagrams,
    judge,
  });

const unless = (kind: string, oddity: Oddity | undefined, end: End | undefined): Verdict => {
  if (oddity !== undefined) return violated(kind, oddity.says, oddity.at, oddity.event);
  return end === undefined ? undecided('the run goes on') : HOLDS;
};

export const wholeOrNothing: Claim = of(
  'udp.wholeOrNothing',
  'safety',
  'A datagram is received as it was sent, whole, at the port that it was sent to; or not at all.',
  'RFC 768, RFC 1122 §4.1',
  ({ unsent }, end) => unless('another datagram', unsent, end),
);

export const length: Claim = of(
  'udp.length',
  'safety',
  'With a datagram comes its length: never more than there was room for, never less than came.',
  'RFC 768; POSIX recvfrom',
  ({ mismeasured }, end) => unless('wrong length', mismeasured, end),
);

export const noLoss: Claim = of(
  'udp.noLoss',
  'liveness',
  'Every datagram is received. UDP does not promise it.',
  'nobody promises it',
  ({ sent }, end) => {
    if (end === undefined) return undecided('the run goes on');
    if (end.reason === 'OutOfSteps') return undecided('the run was cut off');
    const missing = sent.findIndex(({ received }) => received === 0);
    return missing < 0
      ? HOLDS
      : violated('lost', `datagram ${missing + 1} of ${sent.length} was never received`, end.at);
  },
);

export const noDuplicate: Claim = of(
  'udp.noDuplicate',
  'safety',
  'No datagram is received twice. UDP does not promise it.',
  'nobody promises it',
  ({ twice }, end) => unless('twice', twice, end),
);

export const inOrder: Claim = of(
  'udp.inOrder',
  'safety',
  'Datagrams are received in the order in which they were sent. UDP does not promise it.',
  'nobody promises it',
  ({ overtaken }, end) => unless('overtaken', overtaken, end),
);

export const UDP_CLAIMS: ReadonlyArray<Claim> = [wholeOrNothing, length, noLoss, noDuplicate, inOrder];
