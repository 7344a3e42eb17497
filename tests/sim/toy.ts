// A toy host: it has a time-table of frames to send, and can answer what it hears. It stands where core's host stands, so
// that the laws of cables and worlds are tested without a stack above them.
import type { EthernetFrame, Frame, Instant, Layer, MacAddress, TcpSegment } from '@sockeye/core';
import type { CableService, ConsoleService, HostConfig } from '@sockeye/core';
import {
  endpoint,
  ETHER_TYPE,
  frameOf,
  instant,
  IP_PROTOCOL,
  ipv4Address,
  NO_BYTES,
  rope,
  seqnum,
  valueOf,
} from '@sockeye/core';
import { option as O } from 'fp-ts';
import type { Topology, World } from '@sockeye/sim';
import { build, readDocument, TopologyCodec } from '@sockeye/sim';

export interface ToyState {
  /** The timetable, and how much of it is done. */
  readonly all: ReadonlyArray<readonly [at: Instant, frame: Frame]>;
  readonly done: number;
  readonly heard: number;
}

export type Timetable = ReadonlyArray<readonly [at: number, frame: Frame]>;

export const A = 0x020000000001 as MacAddress;
export const B = 0x020000000002 as MacAddress;

/** A host that sends its frames at their instants, and answers each frame that it can read with `answer`. */
export const toy = (
  timetable: Timetable,
  answer: (heard: EthernetFrame, count: number) => ReadonlyArray<Frame> = () => [],
): Layer<ToyState, ConsoleService, CableService> => ({
  initial: { all: timetable.map(([at, frame]) => [instant(at), frame] as const), done: 0, heard: 0 },
  step: (state, input, now) => {
    if (input._tag === 'Indicated') {
      const value = valueOf(input.indication);
      const said = value._tag === 'Right' ? answer(value.right, state.heard + 1) : [];
      return [
        { all: state.all, done: state.done, heard: state.heard + 1 },
        said.map((frame) => ({ _tag: 'Request', request: frame }) as const),
      ];
    }
    if (input._tag === 'Requested') return [state, []];
    let done = state.done;
    while ((state.all[done]?.[0] ?? Infinity) <= now) done += 1;
    return [
      { all: state.all, done, heard: state.heard },
      state.all.slice(state.done, done).map(([, frame]) => ({ _tag: 'Request', request: frame }) as const),
    ];
  },
  deadline: (state) => {
    const next = state.all[state.done];
    return next === undefined ? O.none : O.some(next[0]);
  },
});

const octets = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);

/** An Ethernet frame with an IPv4 packet. */
const around = (
  payload: TcpSegment | ({ readonly _tag: 'Udp' } & Record<string, unknown>),
  from: number,
  to: number,
): Frame =>
  frameOf({
    destination: (0x020000000000 + to) as MacAddress,
    source: (0x020000000000 + from) as MacAddress,
    etherType: ETHER_TYPE.ipv4,
    payload: {
      _tag: 'Ipv4',
      typeOfService: 0,
      identification: 0,
      dontFragment: true,
      moreFragments: false,
      fragmentOffset: 0,
      timeToLive: 64,
      protocol: payload._tag === 'Udp' ? IP_PROTOCOL.udp : IP_PROTOCOL.tcp,
      source: ipv4Address(10, 0, 0, from),
      destination: ipv4Address(10, 0, 0, to),
      options: NO_BYTES,
      payload: payload as TcpSegment,
    },
  });

/** A UDP datagram from host `from` to host `to`. */
export const datagram = (length = 20, from = 1, to = 2): Frame =>
  around(
    {
      _tag: 'Udp',
      sourcePort: endpoint(ipv4Address(0, 0, 0, 0), 5000).port,
      destinationPort: endpoint(ipv4Address(0, 0, 0, 0), 7).port,
      checksummed: true,
      payload: rope(octets(length)),
    },
    from,
    to,
  );

/** A TCP segment: relative numbers are made absolute with 1000 for host 1 and 5000 for host 2. */
export const segment = (control: number, seq: number, ack: number, length = 0, from = 1, to = 2, wnd = 65535): Frame =>
  around(
    {
      _tag: 'Tcp',
      sourcePort: endpoint(ipv4Address(0, 0, 0, 0), from === 1 ? 49152 : 7).port,
      destinationPort: endpoint(ipv4Address(0, 0, 0, 0), from === 1 ? 7 : 49152).port,
      seq: seqnum((from === 1 ? 1000 : 5000) + seq),
      ack: seqnum(ack === 0 ? 0 : (from === 1 ? 5000 : 1000) + ack),
      control,
      wnd,
      up: 0,
      options: [],
      payload: rope(octets(length)),
    },
    from,
    to,
  );

/** A network from its description; throws what is wrong with it. */
export const network = (description: unknown): Topology => {
  const read = readDocument(TopologyCodec, description);
  if (read._tag === 'Left') throw new Error(read.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return read.right;
};

/** Two hosts and a cable, with these fields of the cable. */
export const pair = (cable: Readonly<Record<string, unknown>> = {}): Topology =>
  network({
    hosts: { client: { address: '10.0.0.1/24' }, server: { address: '10.0.0.2/24' } },
    cables: [{ between: ['client', 'server'], ...cable }],
  });

export interface Toys {
  readonly topology?: Topology;
  readonly seed?: number;
  readonly wire?: 'lazy' | 'eager' | 'bytes';
  readonly layers?: Readonly<Record<string, Layer<ToyState, ConsoleService, CableService>>>;
}

/** A world of toys; throws what is wrong with it. */
export const toyWorld = ({ topology = pair(), seed = 1, wire = 'lazy', layers = {} }: Toys): World<ToyState> => {
  const made = build<ToyState>({
    topology,
    seed,
    wire,
    host: (config: HostConfig) => layers[config.name] ?? toy([]),
    starts: [],
  });
  if (made._tag === 'Left') throw new Error(made.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return made.right;
};

/** The same frame so many times, so far apart. */
export const every = (interval: number, count: number, frame: Frame = datagram()): Timetable =>
  Array.from({ length: count }, (_, i) => [i * interval, frame] as const);
