// Openings of another kind than the ordinary one: Fast Open between two floors, and listeners whose queue is full.
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { seconds } from '../../../packages/core/src/basis/time.ts';
import type { FastOpen, Profile } from '../../../packages/core/src/tcp/profile/Profile.ts';
import type { TcpOptions } from '../../../packages/core/src/tcp/Service.ts';
import { ACK, SYN } from '../../../packages/core/src/wire/control.ts';
import { endpoint, ipv4Address, type Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import type { TcpSegment } from '../../../packages/core/src/wire/packets.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import type { Judge, Sent, Side } from './pair.ts';
import { CLIENT, OPTIONS, Pair, pattern, PLAIN, segment, SERVER } from './pair.ts';

/** A listener's options: so many may be early. */
export const EARLY: TcpOptions = { ...OPTIONS, fastOpen: 5 };

/** Both sides have Fast Open. */
export const withFastOpen = (part: Partial<FastOpen> = {}, profile: Profile = PLAIN): Profile => ({
  ...profile,
  fastOpen: { ...profile.fastOpen, client: true, server: true, key: 'a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4', ...part },
});

/** The client opens with octets that may ride on its SYN; each time from another port. */
export const openEarly = (pair: Pair, octets: Uint8Array, port: number = CLIENT.port): void => {
  pair.ask('client', {
    _tag: 'Open',
    reference: 1,
    local: endpoint(CLIENT.address, port),
    remote: SERVER,
    options: OPTIONS,
    early: rope(octets),
  });
};

/** A pair whose client has fetched a cookie by a first connection, which is over. Ports: the first one's is CLIENT's. */
export const acquainted = (part: Partial<FastOpen> = {}, judge?: Judge, profile: Profile = PLAIN): Pair => {
  const pair = new Pair(undefined, { profile: withFastOpen(part, profile) });
  pair.listen(8, EARLY);
  openEarly(pair, new Uint8Array(0), 39_999);
  pair.run(seconds(1));
  pair.ask('client', { _tag: 'Abort', connection: 1 });
  pair.run(seconds(2));
  pair.received.server.length = 0;
  pair.sent.length = 0;
  pair.told.client.length = 0;
  pair.told.server.length = 0;
  pair.rules.clear();
  if (judge !== undefined) pair.judge = judge;
  return pair;
};

/** The second connection of an acquainted pair: its SYN carries text. */
export const opened = (octets = pattern(100), part: Partial<FastOpen> = {}, judge?: Judge, profile?: Profile): Pair => {
  const pair = acquainted(part, judge, profile);
  openEarly(pair, octets);
  return pair;
};

/** What a side sent that carries a SYN. */
export const syns = (pair: Pair, from: Side): ReadonlyArray<Sent> =>
  pair.sent.filter((s) => s.from === from && (s.segment.control & SYN) !== 0);

/** Where a flood comes from: addresses at which nobody answers. */
export const flooder = (i: number): Endpoint => endpoint(ipv4Address(10, 9, (i >>> 8) & 255, i & 255), 1_000 + i);

export const withSynCookies = (synCookies: 'off' | 'overflow' | 'always', profile: Profile = PLAIN): Profile => ({
  ...profile,
  robustness: { ...profile.robustness, synCookies },
});

/** A SYN from somewhere in the flood. */
export const floodSyn = (i: number): TcpSegment =>
  segment({
    sourcePort: flooder(i).port,
    control: SYN,
    seq: seqnum(i * 1_000),
    options: [{ kind: 'mss', mss: 1_400 }],
  });

/** A listener with room for two, and two that will never answer. What is sent goes nowhere. */
export const flooded = (profile: Profile = withSynCookies('overflow')): Pair => {
  const pair = new Pair(() => [], { profile });
  pair.listen(2);
  for (let i = 0; i < 2; i++) pair.inject('server', floodSyn(i), flooder(i));
  pair.sent.length = 0;
  return pair;
};

/** The same, and then an honest client's SYN, whose answer is the last segment that was sent. */
export const cookieSent = (profile?: Profile, options: TcpSegment['options'] = [{ kind: 'mss', mss: 1_400 }]): Pair => {
  const pair = flooded(profile);
  pair.inject('server', segment({ control: SYN, seq: seqnum(4_000_000_000), options }));
  return pair;
};

/** The ACK that brings the cookie back. */
export const returning = (pair: Pair, part: Partial<TcpSegment> = {}): TcpSegment =>
  segment({
    control: ACK,
    seq: seqnum(4_000_000_001),
    ack: plus(pair.sent.at(-1)!.segment.seq, 1),
    wnd: 1_000,
    ...part,
  });
