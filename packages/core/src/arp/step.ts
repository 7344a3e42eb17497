import { dequeue, EMPTY_FIFO, enqueue, toArray } from '../basis/fifo.ts';
import { push } from '../basis/heap.ts';
import type { Input, Output, Transition } from '../basis/layer.ts';
import { indicate, note, NOTHING, request } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import { after } from '../basis/time.ts';
import type { EthernetService } from '../ethernet/Service.ts';
import type { Ipv4Address, MacAddress } from '../wire/addresses.ts';
import { BROADCAST_MAC, showIpv4 } from '../wire/addresses.ts';
import { ETHER_TYPE } from '../wire/names.ts';
import { mapped } from './mapping.ts';
import { packetTo, receiveArp } from './receive.ts';
import { rules } from './rules.ts';
import type { ArpService } from './Service.ts';
import type { ArpConfig, ArpState, Incomplete } from './State.ts';
import { PARAMETERS } from './State.ts';
import { lookup, makeRoom, settled } from './table.ts';

type Out = Output<ArpService, EthernetService>;
type Moved = Transition<ArpState, Out>;

/** Nobody's address: what a request says of the station that it looks for. */
const UNKNOWN_MAC = 0 as MacAddress;

const question = (target: Ipv4Address, config: ArpConfig): Out =>
  request({
    destination: BROADCAST_MAC,
    etherType: ETHER_TYPE.arp,
    payload: {
      _tag: 'Arp',
      operation: 'request',
      senderHardwareAddress: config.mac,
      senderProtocolAddress: config.address,
      targetHardwareAddress: UNKNOWN_MAC,
      targetProtocolAddress: target,
    },
  });

/** One packet more waits for an answer; the oldest gives way when there are too many. (RFC 1122 §2.3.2.2) */
const wait = (state: ArpState, neighbour: Incomplete, asked: ArpService['request'], config: ArpConfig): Moved => {
  const full = neighbour.waiting.length >= (config.parameters ?? PARAMETERS).queue;
  const waiting = enqueue(full ? dequeue(neighbour.waiting) : neighbour.waiting, asked.packet);
  const { tries, due } = neighbour;
  return [
    {
      table: state.table.set(asked.nextHop, { _tag: 'Incomplete', tries, due, waiting }),
      asking: state.asking,
      dropped: full ? state.dropped + 1 : state.dropped,
      ignored: state.ignored,
    },
    full ? [note(rules['queue-full'], showIpv4(asked.nextHop))] : NOTHING,
  ];
};

const send = (state: ArpState, asked: ArpService['request'], config: ArpConfig, now: Instant): Moved => {
  const { nextHop, packet } = asked;
  const neighbour = lookup(state.table, nextHop, now);
  if (neighbour?._tag === 'Incomplete') return wait(state, neighbour, asked, config);
  // What never changes is in no doubt.
  const isDoubted = asked.inDoubt === true && neighbour?.expires !== undefined;
  if (neighbour !== undefined && !isDoubted) return [state, [packetTo(neighbour.mac, packet)]];
  const known = mapped(nextHop, config);
  if (known !== undefined) return [state, [packetTo(known, packet)]];
  const parameters = config.parameters ?? PARAMETERS;
  const room = makeRoom(state.table, parameters, now);
  if (room === undefined) {
    return [state, [note(rules['table-full'], showIpv4(nextHop)), indicate({ _tag: 'Unresolved', nextHop, packet })]];
  }
  const due = after(now, parameters.retransmit);
  const waiting = enqueue(EMPTY_FIFO, packet);
  return [
    {
      table: room.set(nextHop, { _tag: 'Incomplete', tries: 1, due, waiting }),
      asking: push(state.asking, due, nextHop, nextHop),
      dropped: state.dropped,
      ignored: state.ignored,
    },
    [note(isDoubted ? rules.doubted : rules.asked, showIpv4(nextHop)), question(nextHop, config)],
  ];
};

/** Asks again for whom it is time, or gives up and hands their packets back. */
const wake = (state: ArpState, config: ArpConfig, now: Instant): Moved => {
  const parameters = config.parameters ?? PARAMETERS;
  const said: Array<Out> = [];
  let { table, asking } = state;
  while (asking !== undefined && asking.key <= now) {
    const address: Ipv4Address = asking.value;
    const neighbour = table.get(address);
    if (neighbour?._tag === 'Incomplete' && neighbour.tries < parameters.tries) {
      const due = after(now, parameters.retransmit);
      const tries = neighbour.tries + 1;
      table = table.set(address, { _tag: 'Incomplete', tries, due, waiting: neighbour.waiting });
      asking = push(asking, due, address, address);
      said.push(note(rules['asked-again'], `${showIpv4(address)}, ${tries} of ${parameters.tries}`));
      said.push(question(address, config));
    } else if (neighbour?._tag === 'Incomplete') {
      table = table.remove(address);
      said.push(note(rules.unresolved, showIpv4(address)));
      for (const packet of toArray(neighbour.waiting)) {
        said.push(indicate({ _tag: 'Unresolved', nextHop: address, packet }));
      }
    }
    asking = settled(asking, table);
  }
  return said.length === 0
    ? [state, NOTHING]
    : [{ table, asking, dropped: state.dropped, ignored: state.ignored }, said];
};

const receive = (state: ArpState, told: EthernetService['indication'], config: ArpConfig, now: Instant): Moved => {
  const { payload, group } = told;
  if (payload._tag === 'Arp') return receiveArp(state, payload, config, now);
  if (payload._tag === 'Ipv4' || (payload._tag === 'Malformed' && told.etherType === ETHER_TYPE.ipv4)) {
    return [state, [indicate({ _tag: 'PacketArrived', packet: payload, group })]];
  }
  if (payload._tag === 'Raw' && told.etherType !== ETHER_TYPE.arp) {
    return [state, [note(rules['unknown-type'], `0x${told.etherType.toString(16).padStart(4, '0')}`)]];
  }
  const why =
    payload._tag === 'Malformed' ? `${payload.error.field}: ${payload.error.reason}` : 'not Ethernet and IPv4';
  return [
    { table: state.table, asking: state.asking, dropped: state.dropped, ignored: state.ignored + 1 },
    [note(rules.malformed, why)],
  ];
};

/** One input of ARP. Packets that need no question pass without a note. */
export const step =
  (config: ArpConfig) =>
  (state: ArpState, input: Input<ArpService, EthernetService>, now: Instant): Moved => {
    if (input._tag === 'Requested') return send(state, input.request, config, now);
    return input._tag === 'Indicated' ? receive(state, input.indication, config, now) : wake(state, config, now);
  };
