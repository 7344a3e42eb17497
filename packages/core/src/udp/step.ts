import type { Input, Output, Transition } from '../basis/layer.ts';
import { indicate, note, NOTHING, request } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Service, PacketError } from '../ipv4/Service.ts';
import type { Endpoint, Port } from '../wire/addresses.ts';
import { showEndpoint } from '../wire/addresses.ts';
import { IP_PROTOCOL } from '../wire/names.ts';
import type { Ipv4Packet, UdpDatagram } from '../wire/packets.ts';
import { allMatches, bestMatch } from './match.ts';
import { rules } from './rules.ts';
import type { UdpService } from './Service.ts';
import type { Binding, UdpState } from './State.ts';
import { bind, counted, unbind } from './State.ts';

type Out = Output<UdpService, Ipv4Service>;
type Moved = Transition<UdpState, Out>;

/** What a packet has room for: 65,535 octets without the headers of IPv4 and UDP. */
const LARGEST = 65_507;

const NOBODY: ReadonlyArray<Binding> = [];

const DELIVERED: Out = note(rules.delivered);

const send = (state: UdpState, asked: Extract<UdpService['request'], { readonly _tag: 'Send' }>): Moved => {
  const { source, destination, payload } = asked;
  if (payload.length > LARGEST) {
    return [counted(state, 'tooLong'), [note(rules['too-long'], `${payload.length} octets`)]];
  }
  const datagram: UdpDatagram = {
    _tag: 'Udp',
    sourcePort: source.port,
    destinationPort: destination.port,
    checksummed: true,
    payload,
  };
  return [
    state,
    [
      request({
        _tag: 'Send',
        source: source.address,
        destination: destination.address,
        protocol: IP_PROTOCOL.udp,
        dontFragment: false,
        payload: datagram,
      }),
    ],
  ];
};

const tell = ({ user }: Binding, source: Endpoint, destination: Endpoint, datagram: UdpDatagram): Out =>
  indicate({ _tag: 'Arrived', user, source, destination, payload: datagram.payload });

const receive = (state: UdpState, packet: Ipv4Packet, datagram: UdpDatagram, broadcast: boolean): Moved => {
  const source: Endpoint = { address: packet.source, port: datagram.sourcePort };
  const destination: Endpoint = { address: packet.destination, port: datagram.destinationPort };
  const bound = state.ports.get(destination.port) ?? NOBODY;
  if (broadcast) {
    const wanted = allMatches(bound, destination, source);
    if (wanted.length === 0) {
      return [counted(state, 'noPort'), [note(rules['broadcast-unwanted'], showEndpoint(destination))]];
    }
    const said: Array<Out> = [note(rules.broadcast, `${wanted.length} sockets`)];
    for (const binding of wanted) said.push(tell(binding, source, destination, datagram));
    return [state, said];
  }
  const binding = bestMatch(bound, destination, source);
  if (binding !== undefined) return [state, [DELIVERED, tell(binding, source, destination, datagram)]];
  return [
    counted(state, 'noPort'),
    [
      note(rules['port-unreachable'], showEndpoint(destination)),
      request({ _tag: 'Refuse', why: 'port-unreachable', packet }),
    ],
  ];
};

const arrived = (state: UdpState, packet: Ipv4Packet, broadcast: boolean): Moved => {
  const { payload } = packet;
  if (payload._tag === 'Udp') return receive(state, packet, payload, broadcast);
  const why = payload._tag === 'Malformed' ? `${payload.error.field}: ${payload.error.reason}` : payload._tag;
  return [counted(state, 'malformed'), [note(rules.malformed, why)]];
};

/** The quoted octets begin with the UDP header that we sent: our port, then the other's. */
const failed = (state: UdpState, error: PacketError): Moved => {
  const { quoted } = error;
  const local: Endpoint = { address: error.source, port: ((quoted[0] ?? 0) * 256 + (quoted[1] ?? 0)) as Port };
  const remote: Endpoint = { address: error.destination, port: ((quoted[2] ?? 0) * 256 + (quoted[3] ?? 0)) as Port };
  const binding = quoted.length < 4 ? undefined : bestMatch(state.ports.get(local.port) ?? NOBODY, local, remote);
  const about = `type ${error.type} code ${error.code}, ${showEndpoint(remote)}`;
  if (binding === undefined) return [state, [note(rules['error-unwanted'], about)]];
  return [
    state,
    [
      note(rules['error-delivered'], about),
      indicate({ _tag: 'Failed', user: binding.user, type: error.type, code: error.code, remote }),
    ],
  ];
};

/** One input of UDP. */
export const step = (state: UdpState, input: Input<UdpService, Ipv4Service>, _now: Instant): Moved => {
  if (input._tag === 'Indicated') {
    const told = input.indication;
    return told._tag === 'Arrived' ? arrived(state, told.packet, told.broadcast) : failed(state, told.error);
  }
  if (input._tag === 'DeadlineReached') return [state, NOTHING];
  const asked = input.request;
  if (asked._tag === 'Send') return send(state, asked);
  if (asked._tag === 'Unbind') return [unbind(state, asked.user), NOTHING];
  return [bind(state, { user: asked.user, local: asked.local, remote: asked.remote }), NOTHING];
};
