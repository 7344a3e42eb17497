import { E } from '../basis/fp.ts';
import type { Input, Output, Transition } from '../basis/layer.ts';
import { indicate, note, NOTHING, request } from '../basis/layer.ts';
import type { Instant } from '../basis/time.ts';
import type { CableService } from '../cable/Service.ts';
import { isGroupMac, showMac } from '../wire/addresses.ts';
import type { Frame } from '../wire/frame.ts';
import { framePayloadLength } from '../wire/ethernetHeader.ts';
import { frameOf, valueOf } from '../wire/frame.ts';
import { VLAN_TAG } from '../wire/names.ts';
import { rules } from './rules.ts';
import type { EthernetService } from './Service.ts';
import type { EthernetConfig, EthernetState } from './State.ts';

type Moved = Transition<EthernetState, Output<EthernetService, CableService>>;

/** The payload of RFC 894: no larger than this unless the link says otherwise. */
export const DEFAULT_MTU = 1500;

const counted = (state: EthernetState, what: keyof EthernetState): EthernetState => ({
  malformed: what === 'malformed' ? state.malformed + 1 : state.malformed,
  foreign: what === 'foreign' ? state.foreign + 1 : state.foreign,
  groupSource: what === 'groupSource' ? state.groupSource + 1 : state.groupSource,
  otherVlan: what === 'otherVlan' ? state.otherVlan + 1 : state.otherVlan,
  tooLong: what === 'tooLong' ? state.tooLong + 1 : state.tooLong,
});

const send = (state: EthernetState, asked: EthernetService['request'], config: EthernetConfig): Moved => {
  const octets = framePayloadLength(asked.payload);
  if (octets > (config.mtu ?? DEFAULT_MTU)) {
    return [counted(state, 'tooLong'), [note(rules['too-long'], `${octets} octets`)]];
  }
  const frame = frameOf({
    destination: asked.destination,
    source: config.mac,
    etherType: asked.etherType,
    payload: asked.payload,
  });
  return [state, [request(frame)]];
};

const receive = (state: EthernetState, frame: Frame, config: EthernetConfig): Moved => {
  const read = valueOf(frame);
  if (E.isLeft(read)) {
    const { header, field, reason } = read.left;
    return [counted(state, 'malformed'), [note(rules.malformed, `${header} ${field}: ${reason}`)]];
  }
  const { destination, source, etherType, payload } = read.right;
  if (isGroupMac(source)) {
    return [counted(state, 'groupSource'), [note(rules['group-source'], showMac(source))]];
  }
  const group = isGroupMac(destination);
  if (destination !== config.mac && !group) {
    return [counted(state, 'foreign'), [note(rules.foreign, showMac(destination))]];
  }
  if (payload._tag !== 'Tagged') return [state, [indicate({ source, group, etherType, payload })]];
  // Priority-tagged: as if there were no tag (IEEE 802.1Q §6.9, §9.6). The priority is nobody's business, since no queue of ours has any.
  if (etherType === VLAN_TAG.customer && payload.vlan === 0) {
    return [state, [indicate({ source, group, etherType: payload.etherType, payload: payload.payload })]];
  }
  const of = etherType === VLAN_TAG.service ? 'service VLAN' : 'VLAN';
  return [counted(state, 'otherVlan'), [note(rules['other-vlan'], `${of} ${payload.vlan}`)]];
};

/** One input of a station. What it sends and what is for it passes without a note: only silence is worth a word. */
export const step =
  (config: EthernetConfig) =>
  (state: EthernetState, input: Input<EthernetService, CableService>, _now: Instant): Moved => {
    if (input._tag === 'Requested') return send(state, input.request, config);
    return input._tag === 'Indicated' ? receive(state, input.indication, config) : [state, NOTHING];
  };
