// The stack under test: the floors of a host from the sockets down to IPv4. No ARP, no Ethernet: packets go in and out as octets.
import type {
  ArpService,
  IcmpState,
  Ipv4Service,
  Ipv4State,
  Layer,
  Output,
  SocketDefaults,
  SocketService,
  SocketState,
  TcpService,
  TcpState,
  TransportService,
  UdpState,
} from '@sockeye/core';
import { icmp, ipv4, LOOPBACK, over, beside, request, SOCKET_DEFAULTS, sockets, tcp, udp } from '@sockeye/core';
import type { Settings } from './Settings.ts';
import type { Tuning } from '../tuning/Tuning.ts';

/** The states of the floors, the uppermost first. */
export interface StackState {
  readonly storeys: readonly [
    SocketState,
    { readonly icmp: IcmpState; readonly udp: UdpState; readonly tcp: TcpState },
    Ipv4State,
  ];
}

/** The stack, and its TCP alone, which can be asked for the status of a connection. */
export interface TestStack {
  readonly layer: Layer<StackState, SocketService, ArpService>;
  readonly tcp: Layer<TcpState, TcpService, Ipv4Service>;
}

const PROTOCOLS: ReadonlyMap<number, 'icmp' | 'udp' | 'tcp'> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
]);

/** By its protocol number, or by that of the packet that an error quotes. (RFC 1122 §3.2.2.1) */
const transportOf = (
  told: Ipv4Service['indication'],
): 'icmp' | 'udp' | 'tcp' | ReadonlyArray<Output<TransportService, Ipv4Service>> => {
  const name = PROTOCOLS.get(told._tag === 'Arrived' ? told.packet.protocol : told.error.protocol);
  if (name !== undefined) return name;
  return told._tag === 'Arrived' ? [request({ _tag: 'Refuse', why: 'protocol-unreachable', packet: told.packet })] : [];
};

const defaultsOf = ({
  profile,
  sendBuffer,
  receiveBuffer,
  unsentLowWater,
  longestBacklog,
}: Tuning): SocketDefaults => ({
  ...SOCKET_DEFAULTS,
  stream: { ...SOCKET_DEFAULTS.stream, sendBuffer, receiveBuffer, unsentLowWater },
  congestions: profile.window.controls.map(({ name }) => name),
  longestBacklog,
});

/** Builds the stack. Built anew with another tuning, it goes on from the same state. */
export const stackOf = (settings: Settings, tuning: Tuning): TestStack => {
  const { seed, mtu, local, gateway, prefix } = settings;
  const transport = tcp({ seed, mtu, profile: tuning.profile });
  const layer = over(
    sockets({
      seed,
      sourceFor: (destination) => (destination >>> 24 === 127 ? LOOPBACK : local),
      isLocal: (address) => address === local || address >>> 24 === 127,
      defaults: defaultsOf(tuning),
    }),
    over(
      beside({ icmp: icmp(), udp: udp(), tcp: transport }, transportOf),
      ipv4({ address: local, prefix, mtu, gateway, seed }),
    ),
  );
  return { layer, tcp: transport };
};
