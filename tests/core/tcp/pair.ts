// Two TCP floors and a line between them, without hosts and cables: what one hands to IPv4 arrives at the other after a delay,
// unless a judge says otherwise. Every state is checked against the invariants.
import { expect } from 'vitest';
import { instant, milliseconds, type Duration, type Instant } from '../../../packages/core/src/basis/time.ts';
import { EMPTY_ROPE, rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { concatBytes, NO_BYTES, type Bytes } from '../../../packages/core/src/basis/bytes.ts';
import { O } from '../../../packages/core/src/basis/fp.ts';
import type { Input } from '../../../packages/core/src/basis/layer.ts';
import type { Ipv4Service } from '../../../packages/core/src/ipv4/Service.ts';
import { tcp } from '../../../packages/core/src/tcp/index.ts';
import type { Profile } from '../../../packages/core/src/tcp/profile/Profile.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import { invariant } from '../../../packages/core/src/tcp/invariant.ts';
import {
  DEFAULT_TCP_OPTIONS,
  type ConnectionId,
  type TcpOptions,
  type TcpService,
} from '../../../packages/core/src/tcp/Service.ts';
import type { TcpState } from '../../../packages/core/src/tcp/State.ts';
import type { Tcb } from '../../../packages/core/src/tcp/Tcb.ts';
import type { TcpConfig } from '../../../packages/core/src/tcp/Turn.ts';
import { endpoint, ipv4Address, type Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import type { Ipv4Packet, TcpSegment } from '../../../packages/core/src/wire/packets.ts';

export type Side = 'client' | 'server';

export const CLIENT: Endpoint = endpoint(ipv4Address(10, 0, 0, 1), 40_000);
export const SERVER: Endpoint = endpoint(ipv4Address(10, 0, 0, 2), 7);

export const OPTIONS: TcpOptions = { ...DEFAULT_TCP_OPTIONS, sendBuffer: 65_536, receiveBuffer: 65_536 };

/** Neither SACK nor timestamps: what most TCPs of the eighties would have offered, and the plainest segments to look at. */
export const PLAIN: Profile = {
  ...rfc9293,
  name: 'plain',
  handshake: { ...rfc9293.handshake, sack: false, timestamps: false },
};

/** What the line does to a segment: when its copies arrive, counted from its sending. None: it is lost. */
export type Judge = (segment: TcpSegment, from: Side, ordinal: number) => ReadonlyArray<Duration>;

export interface Sent {
  readonly typeOfService: number;
  readonly timeToLive: number | undefined;
  readonly inDoubt: boolean;
  readonly at: Instant;
  readonly from: Side;
  readonly segment: TcpSegment;
}

export interface Told {
  readonly at: Instant;
  readonly indication: TcpService['indication'];
}

const other = (side: Side): Side => (side === 'client' ? 'server' : 'client');

export const packetOf = (from: Endpoint, to: Endpoint, segment: TcpSegment, typeOfService = 0): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService,
  identification: 0,
  dontFragment: false,
  moreFragments: false,
  fragmentOffset: 0,
  timeToLive: 64,
  protocol: 6,
  source: from.address,
  destination: to.address,
  options: NO_BYTES,
  payload: segment,
});

/** The line, the two floors, and everything that was said. Mutable: it is a test's. */
export class Pair {
  now: Instant = instant(0);
  readonly layers: Record<Side, ReturnType<typeof tcp>>;
  readonly states: Record<Side, TcpState>;
  readonly told: Record<Side, Array<Told>> = { client: [], server: [] };
  readonly sent: Array<Sent> = [];
  readonly rules = new Set<string>();
  readonly received: Record<Side, Array<Bytes>> = { client: [], server: [] };
  readonly ended: Record<Side, boolean> = { client: false, server: false };
  /** What each side's user still has to write; refused octets are offered again when there is room. */
  readonly pending: Record<Side, { connection: ConnectionId; octets: Bytes; afterwards?: 'Close' } | undefined> = {
    client: undefined,
    server: undefined,
  };
  /** Does the user of that side read whatever can be read? */
  readonly reads: Record<Side, boolean> = { client: true, server: true };
  judge: Judge;
  /** Which type of service a packet arrives with: the line may mark it. */
  marking: (sent: Sent) => number = (sent) => sent.typeOfService;
  #flights: Array<{ at: Instant; order: number; to: Side; segment: TcpSegment; typeOfService: number }> = [];
  #order = 0;

  constructor(judge: Judge = () => [milliseconds(10)], config: Partial<TcpConfig> = {}) {
    this.judge = judge;
    this.layers = {
      client: tcp({ seed: 1, mtu: 1500, profile: PLAIN, ...config }),
      server: tcp({ seed: 2, mtu: 1500, profile: PLAIN, ...config }),
    };
    this.states = { client: this.layers.client.initial, server: this.layers.server.initial };
  }

  input(side: Side, input: Input<TcpService, Ipv4Service>): void {
    const [state, said] = this.layers[side].step(this.states[side], input, this.now);
    this.states[side] = state;
    expect(invariant(state)).toEqual([]);
    for (const word of said) {
      if (word._tag === 'Note') this.rules.add(word.note.rule.id);
      else if (word._tag === 'Indicate') this.#hear(side, word.indication);
      else if (word.request._tag === 'Send') this.#carry(side, word.request);
    }
  }

  ask(side: Side, request: TcpService['request']): void {
    this.input(side, { _tag: 'Requested', request });
  }

  /** A raw segment for a side, as if it came from the other end (or from anywhere). */
  inject(to: Side, segment: TcpSegment, from: Endpoint = to === 'server' ? CLIENT : SERVER, typeOfService = 0): void {
    const end = to === 'server' ? SERVER : CLIENT;
    const packet = packetOf(from, end, segment, typeOfService);
    this.input(to, { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: false } });
  }

  #carry(from: Side, asked: Extract<Ipv4Service['request'], { _tag: 'Send' }>): void {
    const ordinal = this.sent.length;
    const segment = asked.payload as TcpSegment;
    const { typeOfService = 0, timeToLive, inDoubt = false } = asked;
    const sent: Sent = { at: this.now, from, segment, typeOfService, timeToLive, inDoubt };
    this.sent.push(sent);
    for (const delay of this.judge(segment, from, ordinal)) {
      this.#flights.push({
        at: instant(this.now + delay),
        order: this.#order++,
        to: other(from),
        segment,
        typeOfService: this.marking(sent),
      });
    }
  }

  #hear(side: Side, indication: TcpService['indication']): void {
    this.told[side].push({ at: this.now, indication });
    switch (indication._tag) {
      case 'Established':
        if (indication.listener !== 0) this.ask(side, { _tag: 'Accepted', listener: indication.listener });
        this.#write(side);
        break;
      case 'Taken':
        this.#taken(side, indication.count);
        break;
      case 'Writable':
        this.#write(side);
        break;
      case 'Readable':
        if (this.reads[side]) this.read(side, indication.connection);
        break;
      case 'Received':
        if (indication.octets.length > 0) this.received[side].push(toBytes(indication.octets).slice());
        if (indication.ended) this.ended[side] = true;
        break;
      case 'Named':
      case 'Ended':
      case 'ReceivedUrgent':
      case 'Urgent':
      case 'Status':
      case 'Drained':
      case 'Forgotten':
        break;
    }
  }

  read(side: Side, connection: ConnectionId, size = 1_000_000): void {
    this.ask(side, { _tag: 'Receive', connection, size, peek: false });
  }

  /** A user that acts at the very moment at which it hears that its octets were taken. */
  #taken(side: Side, count: number): void {
    const pending = this.pending[side];
    if (pending === undefined) return;
    pending.octets = pending.octets.subarray(count);
    if (pending.octets.length > 0) return;
    this.pending[side] = undefined;
    if (pending.afterwards === 'Close') this.ask(side, { _tag: 'Close', connection: pending.connection });
  }

  #write(side: Side): void {
    const pending = this.pending[side];
    if (pending === undefined) return;
    this.ask(side, { _tag: 'Send', connection: pending.connection, octets: rope(pending.octets), marks: 0 });
  }

  /** The user of a side writes all of these, waiting for room, and then closes if asked to. */
  write(side: Side, octets: Bytes, afterwards?: 'Close'): void {
    this.pending[side] = afterwards === undefined ? { connection: 1, octets } : { connection: 1, octets, afterwards };
    if (side === 'server') this.pending[side] = { ...this.pending[side], connection: this.accepted() };
    // A CLOSE in SYN-SENT would delete the block (RFC 9293 §3.10.4), so a user waits for `Established`.
    if (this.tcb(side)?.state !== 'SYN-SENT') this.#write(side);
  }

  accepted(): ConnectionId {
    const found = this.told.server.find((t) => t.indication._tag === 'Established');
    return found?.indication._tag === 'Established' ? found.indication.connection : 2;
  }

  listen(backlog = 8, options = OPTIONS): void {
    this.ask('server', { _tag: 'Listen', reference: 1, local: SERVER, backlog, options });
  }

  open(options = OPTIONS): void {
    this.ask('client', { _tag: 'Open', reference: 1, local: CLIENT, remote: SERVER, options, early: undefined });
  }

  #next(): { at: Instant; deadline: Side | undefined } | undefined {
    let best: { at: Instant; deadline: Side | undefined } | undefined;
    for (const flight of this.#flights)
      if (best === undefined || flight.at < best.at) best = { at: flight.at, deadline: undefined };
    for (const side of ['client', 'server'] as const) {
      const deadline = this.layers[side].deadline(this.states[side]);
      if (O.isSome(deadline) && (best === undefined || deadline.value < best.at))
        best = { at: deadline.value, deadline: side };
    }
    return best;
  }

  /** Runs until nothing is left to happen, or until an instant. */
  run(until: number = Number.MAX_SAFE_INTEGER, steps = 1_000_000): void {
    for (let i = 0; i < steps; i++) {
      const next = this.#next();
      if (next === undefined || next.at > until) {
        if (until !== Number.MAX_SAFE_INTEGER) this.now = instant(until);
        return;
      }
      this.now = next.at > this.now ? next.at : this.now;
      if (next.deadline !== undefined) {
        this.input(next.deadline, { _tag: 'DeadlineReached' });
        const again = this.layers[next.deadline].deadline(this.states[next.deadline]);
        expect(O.isNone(again) || again.value > this.now).toBe(true);
      } else {
        this.#flights.sort((a, b) => a.at - b.at || a.order - b.order);
        const flight = this.#flights.shift();
        if (flight !== undefined) this.inject(flight.to, flight.segment, undefined, flight.typeOfService);
      }
    }
    throw new Error(`still busy after ${steps} steps at ${this.now} ns`);
  }

  tcb(side: Side, id = side === 'client' ? 1 : this.accepted()): Tcb | undefined {
    return this.states[side].connections.get(id);
  }

  all(side: Side): Bytes {
    return concatBytes(this.received[side]);
  }

  tags(side: Side): ReadonlyArray<string> {
    return this.told[side].map((t) =>
      t.indication._tag === 'Ended' ? `Ended ${t.indication.why}` : t.indication._tag,
    );
  }
}

/** A listener, an open, and what follows until both know of it. */
export const established = (judge?: Judge, config?: Partial<TcpConfig>, options = OPTIONS): Pair => {
  const pair = new Pair(judge, config);
  pair.listen(8, options);
  pair.open(options);
  pair.run(pair.now + 100_000_000);
  expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
  expect(pair.tcb('server')?.state).toBe('ESTABLISHED');
  return pair;
};

/** A raw segment; what is not named is zero or empty. */
export const segment = (part: Partial<TcpSegment>): TcpSegment => ({
  _tag: 'Tcp',
  sourcePort: CLIENT.port,
  destinationPort: SERVER.port,
  seq: 0 as TcpSegment['seq'],
  ack: 0 as TcpSegment['ack'],
  control: 0,
  wnd: 65_535,
  up: 0,
  options: [],
  payload: EMPTY_ROPE,
  ...part,
});

/** Octets that tell where they stand: 0, 1, 2, …, 250, 0, … */
export const pattern = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => i % 251);
