// One TCP floor, and a peer that is a script: it says any segment at any time, and looks at each that comes. Numbers are relative:
// the first octet of either side is 1.
import { expect } from 'vitest';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import type { Duration } from '../../../../packages/core/src/basis/time.ts';
import { instant, milliseconds } from '../../../../packages/core/src/basis/time.ts';
import { initialSequence, secretOf } from '../../../../packages/core/src/tcp/initialSequence.ts';
import type { Profile } from '../../../../packages/core/src/tcp/profile/Profile.ts';
import type { TcpOptions } from '../../../../packages/core/src/tcp/Service.ts';
import type { Tcb } from '../../../../packages/core/src/tcp/Tcb.ts';
import { ACK, showControl, SYN } from '../../../../packages/core/src/wire/control.ts';
import { plus, seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import type { TcpSegment } from '../../../../packages/core/src/wire/packets.ts';
import type { TcpOption } from '../../../../packages/core/src/wire/tcpOptions.ts';
import { CLIENT, OPTIONS, Pair, pattern, PLAIN, segment, SERVER, type Sent, type Side } from '../pair.ts';

export interface Says {
  readonly seq?: number;
  readonly ack?: number;
  readonly control?: number;
  readonly wnd?: number;
  /** So many octets of the pattern, those that belong at `seq`. */
  readonly text?: number;
  /** Other octets than the pattern's. */
  readonly fill?: number;
  readonly up?: number;
  readonly options?: ReadonlyArray<TcpOption>;
}

export interface Meeting {
  readonly profile?: Profile;
  readonly options?: Partial<TcpOptions>;
  /** The peer's initial sequence number. */
  readonly irs?: number;
  /** Ours: the instant is chosen so that it comes out. */
  readonly iss?: number;
  readonly syn?: ReadonlyArray<TcpOption>;
  readonly wnd?: number;
  /** True: the user does not read by itself. */
  readonly deaf?: boolean;
}

/** SACK and timestamps off but where a test asks for them. */
export const SACKING: Profile = { ...PLAIN, handshake: { ...PLAIN.handshake, sack: true } };
export const STAMPING: Profile = { ...PLAIN, handshake: { ...PLAIN.handshake, timestamps: true } };

export const MSS: TcpOption = { kind: 'mss', mss: 1_000 };
export const SACK_OK: TcpOption = { kind: 'sackOK' };
export const stamp = (val: number, ecr = 0): TcpOption => ({ kind: 'TS', val, ecr });

/** A block of relative numbers; `from` is where the octets come from. */
export type Relative = readonly [left: number, right: number];

export class Peer {
  readonly pair: Pair;
  readonly side: Side;
  readonly irs: number;
  #looked = 0;

  constructor(side: Side, meeting: Meeting = {}) {
    this.side = side;
    this.irs = meeting.irs ?? 70_000;
    this.pair = new Pair(() => [], { profile: meeting.profile ?? PLAIN });
    this.pair.reads[side] = meeting.deaf !== true;
    if (meeting.iss !== undefined) {
      const seed = side === 'client' ? 1 : 2;
      const born =
        side === 'client'
          ? initialSequence(secretOf(seed), CLIENT, SERVER, instant(0))
          : initialSequence(secretOf(seed), SERVER, CLIENT, instant(0));
      this.pair.now = instant(((meeting.iss - born) >>> 0) * 4_000);
    }
  }

  /** Everything that was sent so far, as it is. */
  get sent(): ReadonlyArray<Sent> {
    return this.pair.sent;
  }

  get iss(): number {
    const first = this.sent[0]?.segment.seq;
    if (first === undefined) throw new Error('nothing was sent yet');
    return first;
  }

  get id(): number {
    return this.side === 'client' ? 1 : this.pair.accepted();
  }

  get tcb(): Tcb {
    const found = this.pair.tcb(this.side, this.id);
    if (found === undefined) throw new Error('there is no block');
    return found;
  }

  get state(): string {
    return this.pair.tcb(this.side, this.id)?.state ?? 'GONE';
  }

  says(part: Says): ReadonlyArray<string> {
    const seq = part.seq ?? 0;
    const control = part.control ?? ACK;
    const first = Math.max(seq, 1) - 1;
    const octets = Uint8Array.from({ length: part.text ?? 0 }, (_, i) => (first + i) % 251);
    const ours = { sourcePort: SERVER.port, destinationPort: CLIENT.port };
    this.pair.inject(
      this.side,
      segment({
        ...(this.side === 'client' ? ours : {}),
        seq: plus(seqnum(this.irs), seq),
        ack: (control & ACK) === 0 ? seqnum(0) : plus(seqnum(this.iss), part.ack ?? 0),
        control,
        wnd: part.wnd ?? 30_000,
        up: part.up ?? 0,
        options: part.options ?? [],
        payload: rope(part.fill === undefined ? octets : octets.slice().fill(part.fill)),
      }),
    );
    return this.hears();
  }

  /** What was sent since this was last asked: `ACK 1:1001 ack 1`. */
  hears(): ReadonlyArray<string> {
    const fresh = this.sent.slice(this.#looked);
    this.#looked = this.sent.length;
    return fresh.map(({ segment: s }) => this.line(s));
  }

  line(s: TcpSegment): string {
    const seq = (s.seq - this.iss) | 0;
    const blocks = s.options.flatMap((o) => (o.kind === 'sack' ? o.blocks : []));
    const acknowledges = (s.control & ACK) === 0 ? '' : ` ack ${(s.ack - this.irs) | 0}`;
    const told =
      blocks.length === 0 ? '' : ` sack ${blocks.map((b) => b.map((n) => (n - this.irs) | 0).join('-')).join(' ')}`;
    return `${showControl(s.control)} ${seq}:${seq + s.payload.length}${acknowledges}${told}`;
  }

  /** SACK blocks that tell of our octets. */
  blocks(...relative: ReadonlyArray<Relative>): ReadonlyArray<TcpOption> {
    return [
      {
        kind: 'sack',
        blocks: relative.map(([l, r]) => [plus(seqnum(this.iss), l), plus(seqnum(this.iss), r)] as const),
      },
    ];
  }

  waits(time: Duration): ReadonlyArray<string> {
    this.pair.run(this.pair.now + time);
    return this.hears();
  }

  writes(length: number): ReadonlyArray<string> {
    this.pair.ask(this.side, { _tag: 'Send', connection: this.id, octets: rope(pattern(length)), marks: 0 });
    return this.hears();
  }

  reads(size: number): ReadonlyArray<string> {
    this.pair.read(this.side, this.id, size);
    return this.hears();
  }

  closes(): ReadonlyArray<string> {
    this.pair.ask(this.side, { _tag: 'Close', connection: this.id });
    return this.hears();
  }

  releases(): ReadonlyArray<string> {
    this.pair.ask(this.side, { _tag: 'Release', connection: this.id });
    return this.hears();
  }

  /** The octets that the user has read. */
  get text(): Uint8Array {
    return this.pair.all(this.side);
  }

  get ended(): boolean {
    return this.pair.ended[this.side];
  }

  get tags(): ReadonlyArray<string> {
    return this.pair.tags(this.side);
  }
}

/** A connection that the peer opened, with an MSS of 1000 and a window of 30,000. */
export const accepted = (meeting: Meeting = {}): Peer => {
  const peer = new Peer('server', meeting);
  peer.pair.listen(8, { ...OPTIONS, ...meeting.options });
  const { irs } = peer;
  peer.pair.inject('server', segment({ seq: seqnum(irs), control: SYN, wnd: 30_000, options: meeting.syn ?? [MSS] }));
  peer.hears();
  peer.pair.now = instant(peer.pair.now + milliseconds(10));
  const heard = (meeting.syn ?? []).find((o) => o.kind === 'TS')?.val ?? 0;
  const stamps = peer.sent[0]?.segment.options.flatMap((o) => (o.kind === 'TS' ? [stamp(heard, o.val)] : [])) ?? [];
  peer.says({ seq: 1, ack: 1, ...(meeting.wnd === undefined ? {} : { wnd: meeting.wnd }), options: stamps });
  expect(peer.state).toBe('ESTABLISHED');
  return peer;
};

/** A connection that we open: its SYN is on its way. */
export const opening = (meeting: Meeting = {}): Peer => {
  const peer = new Peer('client', meeting);
  peer.pair.open({ ...OPTIONS, ...meeting.options });
  peer.hears();
  return peer;
};
