// Flows whose windows are looked at: each of a host with a TCP of its own, all to one sink.
import type { CongestionControl, Duration, Host, HostConfig, HostState, Profile, Tcb } from '@sockeye/core';
import {
  after,
  andThen,
  arp,
  BEGINNING,
  beside,
  ethernet,
  floorsOf,
  icmp,
  ipv4,
  ipv4Address,
  NO_BYTES,
  over,
  processes,
  rfc9293,
  sockets,
  tcp,
  udp,
} from '@sockeye/core';
import type { CableSpec, Fault, HostSpec, World } from '@sockeye/sim';
import { build, run } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { drain, fill, opened, serve, sinkOf } from './programs.ts';

/** Larger than any window of these works. */
const BUFFER = 8_388_608;
/** More than any of them sends. */
const ENDLESS = 1_000_000_000_000;

const PROTOCOLS: Readonly<Record<number, 'icmp' | 'udp' | 'tcp'>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** The RFCs' TCP with this control. It acknowledges each segment at once: the laws know no delayed ACKs. */
export const promptly = (control: CongestionControl): Profile => ({
  ...rfc9293,
  acknowledging: { quick: Number.MAX_SAFE_INTEGER, dialogue: false },
  window: { ...rfc9293.window, control },
});

/** A host as core stacks it, but with this TCP. */
const hostWith =
  (profile: Profile) =>
  (config: HostConfig): Host => {
    const { seed, mac, mtu, address } = config;
    const transports = { icmp: icmp(), udp: udp(), tcp: tcp({ seed, mtu, profile }) };
    return over(
      processes(config),
      over(
        sockets({ seed, sourceFor: () => address, isLocal: (other) => other === address }),
        over(
          beside(
            transports,
            (told) => PROTOCOLS[told._tag === 'Arrived' ? told.packet.protocol : told.error.protocol] ?? [],
          ),
          over(ipv4(config), over(arp(config), ethernet({ mac, mtu }))),
        ),
      ),
    );
  };

/** What the flows share. */
export interface Path {
  /** Bits a second; undefined: as fast as can be. */
  readonly rate: number | undefined;
  /** There and back, without queues. */
  readonly rtt: Duration;
  readonly queue: number;
  readonly faults: ReadonlyArray<Fault>;
}

/**
 * One flow for each profile, from hosts `flow0`, `flow1` … through a switch and one bottleneck to `sink`.
 *
 * The flows begin a second apart, so that the first one has the path for itself at first.
 */
export const converging = (profiles: ReadonlyArray<Profile>, path: Path): World<HostState> => {
  const names = profiles.map((_, i) => `flow${i}`);
  const at = (last: number): HostSpec => ({
    address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
    mac: undefined,
    gateway: undefined,
  });
  const near = (host: string): CableSpec => ({
    between: [host, 'switch'],
    rate: undefined,
    delay: 0 as Duration,
    queue: 100_000,
    mtu: 1_500,
    faults: [],
  });
  const far: CableSpec = {
    between: ['switch', 'sink'],
    rate: path.rate,
    delay: Math.floor(path.rtt / 2) as Duration,
    queue: path.queue,
    mtu: 1_500,
    faults: path.faults,
  };
  const world = build({
    topology: {
      hosts: Object.fromEntries([...names.map((name, i) => [name, at(i + 10)] as const), ['sink', at(2)] as const]),
      routers: {},
      switches: ['switch'],
      hubs: [],
      cables: [...names.map(near), far],
    },
    seed: 1,
    wire: 'lazy',
    host: (config) => hostWith(profiles[names.indexOf(config.name)] ?? promptly(rfc9293.window.control))(config),
    starts: [
      {
        host: 'sink',
        program: serve(sinkOf(0), BUFFER, drain),
        words: 'sink',
        input: NO_BYTES,
        when: BEGINNING,
      },
      ...names.map((host, i) => ({
        host,
        program: andThen(opened(sinkOf(0), BUFFER), (connection) => fill(connection, ENDLESS)),
        words: host,
        input: NO_BYTES,
        when: after(BEGINNING, (i * 1_000_000_000) as Duration),
      })),
    ],
  });
  if (E.isLeft(world)) throw new Error(world.left.map((problem) => `${problem.path}: ${problem.says}`).join('\n'));
  return world.right;
};

/** One flow over a path without limit, of which every n-th segment of text is lost: the model of all throughput laws. */
export const lossy = (profile: Profile, rtt: Duration, every: number, losses: number): World<HostState> =>
  converging([profile], {
    rate: undefined,
    rtt,
    queue: 100_000,
    faults: Array.from({ length: losses }, (_, i) => ({
      _tag: 'Script' as const,
      direction: { from: 'switch', to: 'sink' },
      meaning: 'data' as const,
      occurrence: (i + 1) * every,
      action: { _tag: 'Lose' as const },
    })),
  });

/** The same, but that chance says which frames are lost. */
export const unlucky = (profile: Profile, rtt: Duration, p: number): World<HostState> =>
  converging([profile], {
    rate: undefined,
    rtt,
    queue: 100_000,
    faults: [
      {
        _tag: 'Loss',
        percent: 100 * p,
        correlation: 0,
        direction: { from: 'switch', to: 'sink' },
        until: undefined,
      },
    ],
  });

/** The block of a flow; undefined before it is opened. */
export const blockOf = (world: World<HostState>, flow: number): Tcb | undefined => {
  const seat = world.seats[flow >> 5]?.[flow & 31];
  if (seat?.kind !== 'host') throw new Error(`no host ${flow}`);
  return floorsOf(seat.state).transports.tcp.connections.values()[0];
};

/** The window of a flow, and how much of what it sent is acknowledged. */
export interface Sample {
  /** Seconds. */
  readonly at: number;
  readonly cwnd: number;
  readonly ssthresh: number;
  readonly acknowledged: number;
  readonly recovering: boolean;
  /** Smoothed round trip and timeout, seconds. */
  readonly srtt: number;
  readonly rto: number;
}

/** A flow's samples so far: octets are counted beyond 2^32. */
class Observed {
  readonly samples: Array<Sample> = [];
  private last: number | undefined;
  private total = 0;

  look(now: number, block: Tcb | undefined): void {
    if (block === undefined) return;
    this.total += this.last === undefined ? 0 : (block.snd.una - this.last) >>> 0;
    this.last = block.snd.una;
    this.samples.push({
      at: now / 1e9,
      cwnd: block.congestion.cwnd / block.fixed.smss,
      ssthresh: block.congestion.ssthresh / block.fixed.smss,
      acknowledged: this.total / block.fixed.smss,
      recovering: block.recovery.phase !== 'open' && block.recovery.phase !== 'disorder',
      srtt: block.rtt.srtt / 1e9,
      rto: block.rtt.rto / 1e9,
    });
  }
}

/** Runs a world and looks at its flows again and again, until an instant or until somebody has seen enough. In segments. */
export const observe = (
  start: World<HostState>,
  flows: number,
  each: Duration,
  until: Duration,
  enough: (samples: ReadonlyArray<ReadonlyArray<Sample>>) => boolean = () => false,
): ReadonlyArray<ReadonlyArray<Sample>> => {
  const observed = Array.from({ length: flows }, () => new Observed());
  const all = observed.map(({ samples }) => samples);
  let world = start;
  for (let now = each as number; now <= until && !enough(all); now += each) {
    world = run(world, {
      instant: after(BEGINNING, now as Duration),
      steps: Number.MAX_SAFE_INTEGER,
      forget: true,
    }).world;
    observed.forEach((one, flow) => one.look(now, blockOf(world, flow)));
  }
  return all;
};
