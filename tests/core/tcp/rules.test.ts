// Every rule of the floor has a scenario here in which it fires: the table is complete by its type.
import { describe, expect, test } from 'vitest';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { RFC9293_PARAMETERS as RFC9293 } from '../../../packages/core/src/tcp/parameters.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import { RULES } from '../../../packages/core/src/tcp/rules.ts';
import type { TcpConfig } from '../../../packages/core/src/tcp/Turn.ts';
import { ACK, FIN, RST, SYN, URG } from '../../../packages/core/src/wire/control.ts';
import type { TcpSegment } from '../../../packages/core/src/wire/packets.ts';
import { endpoint } from '../../../packages/core/src/wire/addresses.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import { cookieSent, EARLY, opened, openEarly, returning, withFastOpen } from './opening.ts';
import type { Judge } from './pair.ts';
import { CLIENT, established, OPTIONS, packetOf, Pair, pattern, PLAIN, segment, SERVER } from './pair.ts';

/** A segment that fits the server's connection, as if the client had sent it. */
const toServer = (pair: Pair, part: Partial<TcpSegment>, shift = 0): void => {
  const tcb = pair.tcb('server');
  if (tcb === undefined) throw new Error('the server has no connection');
  pair.inject('server', segment({ seq: plus(tcb.rcv.nxt, shift), ack: tcb.snd.nxt, control: ACK, ...part }));
};

const unreachable = (pair: Pair, code = 1, mtu = 0, seq: number = pair.tcb('client')?.snd.una ?? 0): void => {
  const quoted = new Uint8Array(8);
  const view = new DataView(quoted.buffer);
  view.setUint16(0, CLIENT.port);
  view.setUint16(2, SERVER.port);
  view.setUint32(4, seq);
  const error = {
    type: 3,
    code,
    mtu,
    reporter: SERVER.address,
    source: CLIENT.address,
    destination: SERVER.address,
    protocol: 6,
    quoted,
  };
  pair.input('client', { _tag: 'Indicated', indication: { _tag: 'Failed', error } });
};

const silent = (): Pair => new Pair(() => []);

const opening = (): Pair => {
  const pair = silent();
  pair.open();
  return pair;
};

const synReceived = (): Pair => {
  const pair = new Pair((_s, from) => (from === 'client' ? [milliseconds(10)] : []));
  pair.listen();
  pair.open();
  pair.run(milliseconds(50));
  return pair;
};

const toClient = (pair: Pair, part: Partial<TcpSegment>): Pair => {
  pair.inject('client', segment({ sourcePort: SERVER.port, destinationPort: CLIENT.port, seq: seqnum(900), ...part }));
  return pair;
};

const listening = (control: number, backlog = 8): Pair => {
  const pair = silent();
  pair.listen(backlog);
  pair.inject('server', segment({ control }));
  return pair;
};

/** A transfer in which some segments of text are lost on their first way. */
const losing = (lost: ReadonlyArray<number>): Pair => {
  let text = 0;
  const pair = established((s) => (s.payload.length > 0 && lost.includes(text++) ? [] : [milliseconds(10)]));
  pair.write('client', pattern(150_000));
  pair.run(seconds(200));
  expect(pair.all('server')).toEqual(pattern(150_000));
  return pair;
};

const unread = (receiveBuffer = 3_000): Pair => {
  const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer });
  pair.reads.server = false;
  pair.write('client', pattern(20_000));
  pair.run(seconds(20));
  return pair;
};

const timeWait = (config?: Partial<TcpConfig>): Pair => {
  const pair = established(undefined, config);
  pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
  pair.run(pair.now + milliseconds(100));
  pair.ask('client', { _tag: 'Close', connection: 1 });
  pair.run(pair.now + milliseconds(100));
  return pair;
};

const keepingAlive = (): Pair => {
  const pair = established(undefined, undefined, { ...OPTIONS, keepAlive: true });
  pair.judge = () => [];
  pair.run();
  return pair;
};

const gone = (): Pair => {
  const pair = established();
  pair.judge = () => [];
  pair.write('client', pattern(10));
  pair.run();
  return pair;
};

/** The client fetches a cookie. */
const acquaintedAnew = (): Pair => {
  const pair = new Pair(undefined, { profile: withFastOpen() });
  pair.listen(8, EARLY);
  openEarly(pair, pattern(0));
  pair.run(seconds(1));
  return pair;
};

const did = (pair: Pair, what: (pair: Pair) => void): Pair => {
  what(pair);
  return pair;
};

const exchange = (): Pair =>
  did(established(), (p) => {
    p.write('client', pattern(5_000), 'Close');
    p.run(seconds(2));
    p.write('server', pattern(100), 'Close');
    p.run();
  });

/** Both ends have SACK and timestamps; with `stamps` false, SACK alone. */
const modern = (judge?: Judge, stamps = true): Pair =>
  established(judge, {
    profile: { ...rfc9293, handshake: { ...rfc9293.handshake, timestamps: stamps } },
  });

/** A timestamp that is so much newer than the newest one that the server has seen. */
const stamp = (pair: Pair, newer: number): TcpSegment['options'] => [
  { kind: 'TS', val: (pair.tcb('server')!.stamps.recent + newer) >>> 0, ecr: 0 },
];

/** The last of three segments is lost once. */
const lostTail = (): Pair => {
  let text = 0;
  const pair = modern((s) => (s.payload.length > 0 && ++text === 3 ? [] : [milliseconds(10)]));
  pair.write('client', pattern(3 * 1_448));
  pair.run(pair.now + seconds(0.9));
  expect(pair.all('server').length).toBe(3 * 1_448);
  return pair;
};

/** Nothing is lost, but the ACKs are so late that the timer goes off first. */
const lateAcks = (stamps: boolean): Pair => {
  const pair = modern((s, from) => [from === 'server' && s.control === ACK ? seconds(3) : milliseconds(10)], stamps);
  pair.write('client', pattern(4 * 1_448));
  pair.run(pair.now + seconds(20));
  expect(pair.all('server').length).toBe(4 * 1_448);
  return pair;
};

/** Both ends want ECN, and the line marks what it may of the text: every tenth. */
const marking = (mode: 'classic' | 'accurate', every = 10): Pair => {
  const pair = new Pair(undefined, {
    profile: { ...rfc9293, ecn: { ...rfc9293.ecn, initiate: mode, accept: mode, option: 'changes' } },
  });
  let text = 0;
  pair.marking = (s) =>
    s.segment.payload.length > 0 && (s.typeOfService & 3) !== 0 && ++text % every === 0 ? 3 : s.typeOfService;
  pair.listen();
  pair.open();
  pair.write('client', pattern(150_000));
  pair.run(seconds(60));
  expect(pair.all('server')).toEqual(pattern(150_000));
  return pair;
};

/** Whatever may be marked is marked, the SYN-ACK first: the window is one segment from the beginning. */
const holding = (): Pair => {
  const ecn = { ...rfc9293.ecn, initiate: 'classic', accept: 'classic', synAck: true } as const;
  const pair = new Pair(undefined, { profile: { ...rfc9293, ecn } });
  pair.marking = (s) => ((s.typeOfService & 3) === 2 ? 3 : s.typeOfService);
  pair.listen();
  pair.open();
  pair.run(seconds(1));
  const from = pair.now;
  pair.write('server', pattern(10 * 1_448));
  pair.run(seconds(60));
  expect(pair.all('client')).toEqual(pattern(10 * 1_448));
  const text = pair.sent.filter((s) => s.segment.payload.length > 0).map((s) => s.at - from);
  // One segment in an RTO, which is a second, and none of them twice: marks are not losses.
  expect(text).toHaveLength(10);
  for (let i = 1; i < text.length; i++) expect(text[i]! - text[i - 1]!).toBeGreaterThanOrEqual(seconds(1));
  return pair;
};

/** A SYN that asks for Accurate ECN came with a mark, which nobody may set. */
const garbling = (): Pair => {
  const ecn = { ...rfc9293.ecn, initiate: 'accurate', accept: 'accurate' } as const;
  const pair = new Pair(undefined, { profile: { ...rfc9293, ecn } });
  pair.marking = () => 3;
  pair.listen();
  pair.open();
  pair.run(seconds(1));
  return pair;
};

const SCENARIOS: Record<keyof typeof RULES, () => Pair> = {
  opened: opening,
  listening: () => listening(0),
  backlogSet: () =>
    did(listening(SYN, 1), (p) => {
      const from = endpoint(CLIENT.address, 40_001);
      const knock = (): void => p.inject('server', segment({ control: SYN, sourcePort: from.port }), from);
      knock();
      expect(p.sent).toHaveLength(1);
      // The listener was the first to be named.
      p.ask('server', { _tag: 'SetBacklog', connection: 1, backlog: 2 });
      knock();
      expect(p.sent).toHaveLength(2);
      p.ask('server', { _tag: 'SetBacklog', connection: 2, backlog: 9 });
      expect(p.states.server.listeners.get(SERVER.port)?.map(({ backlog }) => backlog)).toEqual([2]);
    }),
  addressPairInUse: () => did(established(), (p) => p.open()),
  taken: exchange,
  closing: exchange,
  aborted: () => did(established(), (p) => p.ask('client', { _tag: 'Abort', connection: 1 })),
  malformed: () =>
    did(silent(), (p) => {
      const payload = {
        _tag: 'Malformed',
        octets: new Uint8Array(3),
        error: { header: 'tcp', field: 'length', reason: '3 octets' },
      } as const;
      const packet = { ...packetOf(CLIENT, SERVER, segment({})), payload };
      p.input('server', { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: false } });
      expect(p.states.server.malformed).toBe(1);
    }),
  notForOne: () =>
    did(silent(), (p) => {
      const packet = packetOf(CLIENT, SERVER, segment({ control: SYN }));
      p.input('server', { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: true } });
      expect(p.sent).toEqual([]);
    }),
  closedReset: () => did(silent(), (p) => p.inject('server', segment({ control: SYN }))),
  listenReset: () => listening(RST),
  listenAck: () => listening(ACK),
  listenSyn: () => listening(SYN),
  listenOther: () => listening(0),
  backlogFull: () => listening(SYN, 0),
  synSentBadAck: () => toClient(opening(), { control: ACK, ack: seqnum(1) }),
  synSentRefused: () => did(opening(), (p) => toClient(p, { control: ACK | RST, ack: p.tcb('client')!.snd.nxt })),
  synSentRst: () => toClient(opening(), { control: RST }),
  synSentEstablished: () => established(),
  synSentSimultaneous: () => toClient(opening(), { control: SYN }),
  synSentOther: () => did(opening(), (p) => toClient(p, { control: ACK, ack: p.tcb('client')!.snd.nxt })),
  unacceptable: () => did(established(), (p) => toServer(p, {}, 1_000_000)),
  resetAccepted: () => did(established(), (p) => toServer(p, { control: RST })),
  resetChallenged: () => did(established(), (p) => toServer(p, { control: RST }, 1)),
  refusedInSynReceived: () => did(synReceived(), (p) => toServer(p, { control: RST })),
  synChallenged: () => did(established(), (p) => toServer(p, { control: SYN })),
  synInTimeWait: () => did(timeWait(), (p) => toServer(p, { control: SYN }, 100_000)),
  withoutAck: () => did(established(), (p) => toServer(p, { control: 0 })),
  synReceivedEstablished: () => established(),
  synReceivedBadAck: () => did(synReceived(), (p) => toServer(p, { ack: seqnum(7) })),
  acknowledged: exchange,
  duplicateAck: () => losing([20]),
  ackOfUnsent: () => did(established(), (p) => toServer(p, { ack: plus(p.tcb('server')!.snd.nxt, 5) })),
  ackTooOld: () => did(established(), (p) => toServer(p, { ack: plus(p.tcb('server')!.snd.una, -70_000) })),
  windowUpdated: exchange,
  finAcknowledged: exchange,
  timeWaitEntered: () => timeWait(),
  timeWaitRestarted: () => did(timeWait(), (p) => toServer(p, { control: ACK | FIN })),
  urgent: () => did(established(), (p) => toServer(p, { control: ACK | URG, up: 3, payload: rope(pattern(5)) })),
  textDelivered: exchange,
  textHeld: () => losing([20]),
  textTrimmed: () => did(established(), (p) => toServer(p, { payload: rope(pattern(10)) }, -4)),
  textAfterRelease: () =>
    did(established(), (p) => {
      p.ask('server', { _tag: 'Release', connection: p.accepted() });
      p.write('client', pattern(10));
      p.run(seconds(2));
    }),
  finReceived: exchange,
  finHeld: () => did(established(), (p) => toServer(p, { control: ACK | FIN }, 10)),
  delayedAck: () =>
    did(established(), (p) => {
      p.write('client', pattern(10));
      p.run(seconds(2));
    }),
  windowReopened: () => did(unread(), (p) => p.read('server', p.accepted())),
  roundTripMeasured: exchange,
  retransmissionTimeout: () =>
    losing([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]),
  fastRetransmit: () => losing([20]),
  partialAck: () => losing([30, 32]),
  recoveryEnded: () => losing([30, 32]),
  wayInDoubt: gone,
  userTimeout: gone,
  zeroWindowProbe: () => unread(),
  sillyWindowWait: () =>
    did(established(), (p) => {
      p.write('client', pattern(10));
      p.write('client', pattern(10));
    }),
  keepAliveProbe: keepingAlive,
  keepAliveDead: keepingAlive,
  timeWaitOver: exchange,
  orphanOver: () =>
    did(established(), (p) => {
      p.ask('server', { _tag: 'Release', connection: p.accepted() });
      p.run();
    }),
  unreachable: () => did(opening(), (p) => unreachable(p, 3)),
  softError: () => did(opening(), (p) => unreachable(p)),
  icmpOutside: () => did(opening(), (p) => unreachable(p, 3, 0, 5)),
  challengeLimited: () =>
    did(established(), (p) => {
      for (let i = 0; i <= RFC9293.challengeAcks; i++) toServer(p, { control: SYN });
    }),
  timestampMissing: () => did(modern(), (p) => toServer(p, { payload: rope(pattern(10)) })),
  fromThePast: () => did(modern(), (p) => toServer(p, { payload: rope(pattern(10)), options: stamp(p, -1_000) })),
  tailLossProbe: lostTail,
  probeRepaired: () =>
    did(lostTail(), (p) => {
      p.write('client', pattern(1_448));
      p.run(p.now + seconds(1));
    }),
  spuriousTimeout: () => lateAcks(false),
  undone: () => lateAcks(true),
  reneged: () =>
    did(modern(), (p) => {
      p.judge = () => [];
      p.write('client', pattern(3 * 1_448));
      const { snd, rcv, stamps } = p.tcb('client')!;
      const blocks = [[snd.una, plus(snd.una, 1_448)]] as const;
      const options = [
        { kind: 'TS', val: stamps.recent, ecr: 0 },
        { kind: 'sack', blocks },
      ] as const;
      toClient(p, { seq: rcv.nxt, ack: snd.una, control: ACK, wnd: 30_000, options });
      p.run(p.now + seconds(5));
    }),
  blackhole: () =>
    did(new Pair(() => [], { profile: { ...PLAIN, robustness: { ...PLAIN.robustness, blackhole: 'syn' } } }), (p) => {
      p.inject('server', segment({ control: SYN }));
      expect(p.sent).toEqual([]);
    }),
  resetInTimeWait: () =>
    did(timeWait({ profile: { ...PLAIN, robustness: { ...PLAIN.robustness, timeWaitIgnoresReset: true } } }), (p) => {
      toServer(p, { control: RST });
      expect(p.tcb('server')?.state).toBe('TIME-WAIT');
    }),
  restartedAfterIdle: () =>
    did(established(), (p) => {
      p.write('client', pattern(60_000));
      p.run(p.now + seconds(10));
      const before = p.tcb('client')!.congestion.cwnd;
      p.write('client', pattern(10));
      expect(p.tcb('client')!.congestion.cwnd).toBe(14_600);
      expect(before).toBeGreaterThan(14_600);
    }),
  cookieAsked: () => acquaintedAnew(),
  cookieGiven: () => acquaintedAnew(),
  cookieKept: () => acquaintedAnew(),
  earlyText: () => opened(),
  earlyAccepted: () => did(opened(), (p) => p.run(p.now + seconds(1))),
  earlyTextTaken: () => did(opened(), (p) => p.run(p.now + seconds(1))),
  earlyTextAgain: () =>
    did(
      opened(pattern(10), {}, (s) => ((s.control & SYN) !== 0 && s.payload.length > 0 ? [] : [milliseconds(10)])),
      (p) => p.run(p.now + seconds(5)),
    ),
  fastOpenPaused: () =>
    did(
      opened(pattern(10), {}, () => []),
      (p) => {
        p.run(p.now + seconds(60));
        openEarly(p, pattern(10), 45_000);
      },
    ),
  cookieWrong: () =>
    did(new Pair(() => [], { profile: withFastOpen() }), (p) => {
      p.listen(8, EARLY);
      const options = [{ kind: 'FO', cookie: new Uint8Array(8) }] as const;
      p.inject('server', segment({ control: SYN, options, payload: rope(pattern(10)) }));
    }),
  earlyQueueFull: () =>
    did(
      opened(pattern(10), {}, () => []),
      (p) => {
        for (let i = 0; i < 6; i++) {
          const port = endpoint(CLIENT.address, 50_000 + i);
          openEarly(p, pattern(10), port.port);
          p.inject('server', p.sent.at(-1)!.segment, port);
        }
      },
    ),
  synAgain: () => did(synReceived(), (p) => p.inject('server', p.sent[0]!.segment)),
  synCookieSent: () => cookieSent(),
  synCookieRight: () => did(cookieSent(), (p) => p.inject('server', returning(p))),
  synCookieWrong: () => did(cookieSent(), (p) => p.inject('server', returning(p, { seq: seqnum(7) }))),
  ecnAgreed: () => marking('classic'),
  accurateEcnAgreed: () => marking('accurate'),
  ecnGivenUp: () =>
    did(new Pair(() => [], { profile: { ...rfc9293, ecn: { ...rfc9293.ecn, initiate: 'classic' } } }), (p) => {
      p.open();
      p.run(seconds(2));
    }),
  markArrived: () => marking('classic'),
  markToldAtOnce: () => marking('accurate'),
  markAnswered: () => marking('classic'),
  markHolds: holding,
  ecnGarbled: garbling,
  statusTold: () => did(established(), (p) => p.ask('client', { _tag: 'Status', connection: 1 })),
  pathMtuLowered: () =>
    did(modern(), (p) => {
      p.judge = () => [];
      p.write('client', pattern(3 * 1_448));
      unreachable(p, 4, 600);
      expect(p.tcb('client')!.fixed.smss).toBe(600 - 40 - 12);
    }),
};

describe('every rule fires', () => {
  test.each(Object.keys(SCENARIOS) as ReadonlyArray<keyof typeof RULES>)('%s', (name) => {
    expect([...SCENARIOS[name]().rules]).toContain(RULES[name].id);
  });
});

describe('arithmetic of the rules', () => {
  // MUST-54, SHLD-25, MUST-56/unreachable, MUST-47
  test('a host that cannot be reached does not end the attempt; when it is given up, the user is told why', () => {
    const pair = opening();
    unreachable(pair);
    expect(pair.tcb('client')?.state).toBe('SYN-SENT');
    pair.run();
    expect(pair.tags('client').at(-1)).toBe('Ended host-unreachable');
    expect(pair.now).toBeGreaterThan(seconds(180));
  });

  test('a profile may let an opening outlive a refusal that came by ICMP', () => {
    const stubborn = { ...PLAIN, robustness: { ...PLAIN.robustness, icmpEndsOpening: false } };
    for (const [profile, state] of [
      [PLAIN, undefined],
      [stubborn, 'SYN-SENT'],
    ] as const) {
      const pair = new Pair(() => [], { profile });
      pair.open();
      unreachable(pair, 3);
      expect(pair.tcb('client')?.state).toBe(state);
    }
  });

  test('an older segment does not set the window: SND.WL1, SND.WL2', () => {
    const pair = established();
    toServer(pair, { wnd: 100, payload: rope(pattern(10)) });
    const shift = pair.tcb('server')!.fixed.sendShift;
    expect(pair.tcb('server')?.snd.wnd).toBe(100 << shift);
    // It was sent before the text above, and overtaken by it.
    toServer(pair, { wnd: 5_000 }, -10);
    expect(pair.tcb('server')?.snd.wnd).toBe(100 << shift);
    toServer(pair, { wnd: 5_000 });
    expect(pair.tcb('server')?.snd.wnd).toBe(5_000 << shift);
  });

  // MUST-19, MUST-20/close, SHLD-11
  test('a connection without an answer is given up after R2 retransmissions, each later than the one before', () => {
    const pair = gone();
    const at = pair.sent.filter((s) => s.segment.payload.length > 0).map((s) => s.at);
    const waits = at.slice(1).map((t, i) => t - (at[i] ?? 0));
    expect(at.length).toBe(1 + RFC9293.retransmissions);
    for (let i = 1; i < waits.length; i++) {
      expect(waits[i]).toBe(Math.min(2 * (waits[i - 1] ?? 0), RFC9293.maximumRto));
    }
    expect(pair.tags('client').at(-1)).toBe('Ended timed-out');
  });

  // MUST-18
  test('a segment that was sent again is not timed (Karn)', () => {
    let lost = false;
    const pair = established((s) => {
      if (s.payload.length === 0 || lost) return [milliseconds(10)];
      lost = true;
      return [];
    });
    const before = pair.tcb('client')!.rtt.srtt;
    pair.write('client', pattern(10));
    pair.run(seconds(5));
    expect(pair.tcb('client')!.rtt.srtt).toBe(before);
    expect(pair.all('server')).toEqual(pattern(10));
  });

  // MAY-5, MUST-24, MUST-28, MUST-29
  test('keep-alive probes begin after two hours, come every 75 s, and nine of them end the connection', () => {
    const pair = keepingAlive();
    expect(pair.tags('client').at(-1)).toBe('Ended timed-out');
    const probes = pair.sent
      .slice(3)
      .filter((s) => s.from === 'client')
      .map((s) => Math.round(s.at / 1e9));
    expect(probes[0]).toBe(7_200);
    expect(probes.length).toBe(9);
    expect(probes[1]! - probes[0]!).toBe(75);
  });

  // MUST-58, SHLD-19
  test('every second full segment is acknowledged at once', () => {
    const pair = established();
    pair.write('client', pattern(1460 * 6));
    const from = pair.now;
    pair.run(from + milliseconds(21));
    const acks = pair.sent.filter((s) => s.from === 'server' && s.at > from);
    expect(acks.map((s) => s.segment.ack - pair.tcb('server')!.fixed.irs - 1)).toEqual([2920, 5840, 8760]);
  });

  // MUST-19
  test('slow start doubles, until the threshold, from ten segments on', () => {
    const pair = established();
    const first = pair.tcb('client')!;
    expect(first.congestion.cwnd).toBe(14_600);
    pair.write('client', pattern(14_600));
    pair.run(pair.now + seconds(1));
    // Five ACKs, of two segments each, each worth one segment: RFC 5681 (2).
    expect(pair.tcb('client')!.congestion.cwnd).toBe(14_600 + 5 * 1460);
  });

  // MUST-14, MUST-15/ipv4, MUST-16
  test('an MSS option is believed down to a smallest size, and without one 536 is assumed', () => {
    for (const [mss, smss] of [
      [undefined, 536],
      [0, 48],
      [48, 48],
      [1000, 1000],
      [9000, 1460],
    ] as const) {
      const pair = silent();
      pair.listen();
      pair.inject('server', segment({ control: SYN, options: mss === undefined ? [] : [{ kind: 'mss', mss }] }));
      expect([...pair.states.server.connections.values()][0]?.fixed.smss).toBe(smss);
    }
  });

  // REC-1
  test('windows are scaled only when both sides say so', () => {
    const both = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 1_000_000 });
    expect(both.tcb('client')?.fixed.receiveShift).toBe(4);
    expect(both.tcb('client')?.fixed.sendShift).toBe(4);
    both.write('client', pattern(100_000));
    both.run(seconds(5));
    expect(both.tcb('client')!.snd.wnd).toBeGreaterThan(65_535);
    const pair = silent();
    pair.listen();
    pair.inject('server', segment({ control: SYN }));
    const synAck = pair.sent[0]?.segment;
    expect(synAck?.options.some((o) => o.kind === 'wscale')).toBe(false);
  });
});
