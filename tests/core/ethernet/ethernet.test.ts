import * as fc from 'fast-check';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { ethernet } from '../../../packages/core/src/ethernet/index.ts';
import { rules } from '../../../packages/core/src/ethernet/rules.ts';
import { invariant } from '../../../packages/core/src/ethernet/State.ts';
import { hex } from '../../../packages/core/src/basis/bytes.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { BROADCAST_MAC } from '../../../packages/core/src/wire/addresses.ts';
import { VLAN_TAG } from '../../../packages/core/src/wire/names.ts';
import type { Frame } from '../../../packages/core/src/wire/frame.ts';
import {
  forgetValue,
  frameFromOctets,
  frameOf,
  octetsWithFcs,
  valueOf,
} from '../../../packages/core/src/wire/frame.ts';
import type { EthernetFrame, FramePayload } from '../../../packages/core/src/wire/packets.ts';
import { fired, indications, layerLaws, requests } from '../laws.ts';
import {
  arps,
  frames,
  GROUP_MAC,
  macs,
  OTHER_MAC,
  OUR_MAC,
  packet,
  packets,
  payloadOf,
  raws,
  THEIR_MAC,
} from '../likely.ts';

const station = ethernet({ mac: OUR_MAC, mtu: 1500 });

const frame = (says: Partial<EthernetFrame> = {}): EthernetFrame => ({
  destination: OUR_MAC,
  source: THEIR_MAC,
  etherType: 0x0800,
  payload: packet(),
  ...says,
});

/** The same frame with a tag. */
const tag = (
  { etherType, payload, ...ends }: EthernetFrame & { readonly payload: FramePayload },
  vlan: number,
  type: number = VLAN_TAG.customer,
): EthernetFrame => ({
  ...ends,
  etherType: type,
  payload: { _tag: 'Tagged', priority: 5, dropEligible: true, vlan, etherType, payload },
});

const hear = (heard: Frame) => station.step(station.initial, { _tag: 'Indicated', indication: heard }, instant(0));
const ask = (payload: FramePayload, mtu = station) =>
  mtu.step(
    mtu.initial,
    { _tag: 'Requested', request: { destination: THEIR_MAC, etherType: 0x0800, payload } },
    instant(0),
  );

describe('a station', () => {
  test('sends from its own address', () => {
    const [state, said] = ask(packet());
    expect(requests(said).map(valueOf)).toEqual([
      E.right({ destination: THEIR_MAC, source: OUR_MAC, etherType: 0x0800, payload: packet() }),
    ]);
    expect(state).toBe(station.initial);
  });

  test.each([
    ['for itself', OUR_MAC, false],
    ['for all', BROADCAST_MAC, true],
    ['for a group', GROUP_MAC, true],
  ])('hears a frame %s', (_, destination, group) => {
    const [state, said] = hear(frameOf(frame({ destination })));
    expect(indications(said)).toEqual([{ source: THEIR_MAC, group, etherType: 0x0800, payload: packet() }]);
    expect(fired(said)).toEqual([]);
    expect(state).toBe(station.initial);
  });

  test('hears the same whether the frame comes as its value or as its bytes', () => {
    fc.assert(
      fc.property(frames, (value) => {
        const born = frameOf(value);
        expect(hear(forgetValue(born))[1]).toEqual(hear(born)[1]);
      }),
    );
  });

  test('ignores a frame for another station', () => {
    const [state, said] = hear(frameOf(frame({ destination: OTHER_MAC })));
    expect(indications(said)).toEqual([]);
    expect(fired(said)).toEqual(['ethernet.foreign']);
    expect(state.foreign).toBe(1);
  });

  test.each([
    ['the broadcast address', BROADCAST_MAC],
    ['a group', GROUP_MAC],
  ])('believes no frame whose source is %s', (_, source) => {
    const [state, said] = hear(frameOf(frame({ source })));
    expect(indications(said)).toEqual([]);
    expect(fired(said)).toEqual(['ethernet.group-source']);
    expect(state.groupSource).toBe(1);
  });

  test('hears a frame that is tagged for its priority alone as if it had no tag', () => {
    fc.assert(
      fc.property(frames, (value) => {
        const [state, said] = hear(frameOf(tag(value, 0)));
        const [plain, same] = hear(forgetValue(frameOf(value)));
        expect(state).toEqual(plain);
        // What cannot be read keeps its padding, of which a tag takes four octets.
        if (value.payload._tag === 'Ipv4' || value.payload._tag === 'Arp') expect(said).toEqual(same);
        else expect(fired(said)).toEqual(fired(same));
        expect(hear(forgetValue(frameOf(tag(value, 0))))[1]).toEqual(said);
      }),
    );
  });

  test.each([
    ['VLAN 1', 1, VLAN_TAG.customer],
    ['VLAN 4094', 4094, VLAN_TAG.customer],
    ['VLAN 4095', 4095, VLAN_TAG.customer],
    ['service VLAN 7', 7, VLAN_TAG.service],
    ['service VLAN 0', 0, VLAN_TAG.service],
  ])('drops a frame of %s, counts it, and says of which it was', (detail, vlan, type) => {
    const value = { ...frame(), payload: packet() };
    const [state, said] = hear(frameOf(tag(value, vlan, type)));
    expect(said).toEqual([{ _tag: 'Note', note: { rule: rules['other-vlan'], detail } }]);
    expect(state).toEqual({ ...station.initial, otherVlan: 1 });
  });

  test('does not look at the tag of a frame for another station', () => {
    const value = { ...frame({ destination: OTHER_MAC }), payload: packet() };
    expect(fired(hear(frameOf(tag(value, 9)))[1])).toEqual(['ethernet.foreign']);
  });

  test('drops a frame in which any one bit was flipped, and names the field', () => {
    const octets = octetsWithFcs(frameOf(frame()));
    fc.assert(
      fc.property(fc.nat(octets.length * 8 - 1), (bit) => {
        const struck = octets.slice();
        struck[bit >>> 3]! ^= 1 << (bit & 7);
        const [state, said] = hear(frameFromOctets(struck));
        expect(said).toEqual([
          {
            _tag: 'Note',
            note: { rule: rules.malformed, detail: 'ethernet frameCheckSequence: does not fit the frame' },
          },
        ]);
        expect(state.malformed).toBe(1);
      }),
    );
  });

  test('drops whatever octets are no frame, and throws nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        const [, said] = hear(frameFromOctets(octets));
        expect(fired(said)).toEqual(['ethernet.malformed']);
      }),
    );
  });

  test('does not send a payload larger than its MTU', () => {
    const payload = (length: number): FramePayload => ({ _tag: 'Raw', octets: payloadOf(length) });
    expect(requests(ask(payload(1500))[1])).toHaveLength(1);
    const [state, said] = ask(payload(1501));
    expect(requests(said)).toEqual([]);
    expect(fired(said)).toEqual(['ethernet.too-long']);
    expect(state.tooLong).toBe(1);
    expect(requests(ask(payload(1501), ethernet({ mac: OUR_MAC, mtu: 9000 }))[1])).toHaveLength(1);
    expect(requests(ask(payload(1501), ethernet({ mac: OUR_MAC }))[1])).toEqual([]);
  });

  layerLaws(
    'a station',
    () => ethernet({ mac: OUR_MAC }),
    {
      requests: fc.record({
        destination: macs,
        etherType: fc.constantFrom(0x0800, 0x0806, 0x86dd),
        payload: fc.oneof(packets, arps, raws),
      }),
      indications: fc.oneof(
        frames.map(frameOf),
        fc.tuple(frames, fc.constantFrom(0, 1, 4095)).map(([value, vlan]) => frameOf(tag(value, vlan))),
        fc.uint8Array({ maxLength: 90 }).map(frameFromOctets),
      ),
      seen: (word) => (word._tag === 'Request' ? hex(octetsWithFcs(word.request)) : word),
    },
    invariant,
  );
});
