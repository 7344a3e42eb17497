import type { Bytes } from '../basis/bytes.ts';
import type { Input, Output, Transition } from '../basis/layer.ts';
import { indicate, note, NOTHING, request } from '../basis/layer.ts';
import type { Rope } from '../basis/rope.ts';
import { rope, toBytes } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Service, PacketError } from '../ipv4/Service.ts';
import type { Ipv4Address } from '../wire/addresses.ts';
import { showIpv4 } from '../wire/addresses.ts';
import { ICMP_TYPE, icmpTypeName } from '../wire/icmpTypes.ts';
import { IP_PROTOCOL } from '../wire/names.ts';
import type { IcmpMessage } from '../wire/packets.ts';
import { rules } from './rules.ts';
import type { IcmpService } from './Service.ts';
import type { IcmpState } from './State.ts';

type Out = Output<IcmpService, Ipv4Service>;
type Moved = Transition<IcmpState, Out>;
type Arrival = Extract<Ipv4Service['indication'], { readonly _tag: 'Arrived' }>;

const echo = (type: number, rest: number, payload: Rope, source: Ipv4Address, destination: Ipv4Address): Out =>
  request({
    _tag: 'Send',
    source,
    destination,
    protocol: IP_PROTOCOL.icmp,
    dontFragment: false,
    payload: { _tag: 'Icmp', type, code: 0, rest, payload },
  });

const answer = (state: IcmpState, message: IcmpMessage, { packet, broadcast }: Arrival): Moved => {
  if (broadcast) return [ignored(state), [note(rules.broadcast, `from ${showIpv4(packet.source)}`)]];
  return [
    { answered: state.answered + 1, malformed: state.malformed, ignored: state.ignored },
    [
      note(rules.answered, `to ${showIpv4(packet.source)}`),
      // "Source and destination are reversed, the type code changed to 0, and the checksum recomputed." (RFC 792)
      echo(ICMP_TYPE.echoReply, message.rest, message.payload, packet.destination, packet.source),
    ],
  ];
};

const ignored = (state: IcmpState): IcmpState => ({
  answered: state.answered,
  malformed: state.malformed,
  ignored: state.ignored + 1,
});

const arrived = (state: IcmpState, arrival: Arrival): Moved => {
  const { payload, source } = arrival.packet;
  if (payload._tag === 'Icmp' && payload.type === ICMP_TYPE.echo) return answer(state, payload, arrival);
  if (payload._tag === 'Icmp' && payload.type === ICMP_TYPE.echoReply) {
    const identifier = payload.rest >>> 16;
    const sequence = payload.rest & 0xffff;
    const data: Bytes = toBytes(payload.payload);
    return [
      state,
      [
        note(rules.reply, `from ${showIpv4(source)}`),
        indicate({ _tag: 'EchoReply', source, identifier, sequence, data }),
      ],
    ];
  }
  if (payload._tag === 'Malformed') {
    return [
      { answered: state.answered, malformed: state.malformed + 1, ignored: state.ignored },
      [note(rules.malformed, `${payload.error.field}: ${payload.error.reason}`)],
    ];
  }
  const what = payload._tag === 'Icmp' ? (icmpTypeName(payload.type) ?? `type ${payload.type}`) : payload._tag;
  return [ignored(state), [note(rules.ignored, what)]];
};

/** The quoted octets begin with the ICMP header that we sent: type, code, checksum, identifier, sequence number. */
const failed = (state: IcmpState, { quoted, destination, type, code }: PacketError): Moved => {
  if (quoted.length < 8 || quoted[0] !== ICMP_TYPE.echo)
    return [ignored(state), [note(rules.ignored, 'an error about no request')]];
  const identifier = (quoted[4] ?? 0) * 256 + (quoted[5] ?? 0);
  return [
    state,
    [
      note(rules.failed, `to ${showIpv4(destination)}`),
      indicate({ _tag: 'EchoFailed', destination, identifier, type, code }),
    ],
  ];
};

/** One input of the echo floor. */
export const step = (state: IcmpState, input: Input<IcmpService, Ipv4Service>, _now: Instant): Moved => {
  if (input._tag === 'Requested') {
    const { source, destination, identifier, sequence, data } = input.request;
    const rest = (((identifier & 0xffff) << 16) | (sequence & 0xffff)) >>> 0;
    return [state, [echo(ICMP_TYPE.echo, rest, rope(data), source, destination)]];
  }
  if (input._tag === 'DeadlineReached') return [state, NOTHING];
  return input.indication._tag === 'Arrived' ? arrived(state, input.indication) : failed(state, input.indication.error);
};
