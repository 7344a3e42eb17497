import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { icmp } from '../../../packages/core/src/icmp/index.ts';
import { rules } from '../../../packages/core/src/icmp/rules.ts';
import { invariant } from '../../../packages/core/src/icmp/State.ts';
import type { Ipv4Service, PacketError } from '../../../packages/core/src/ipv4/Service.ts';
import type { IcmpMessage, Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { encodeTransport } from '../../../packages/core/src/wire/transport.ts';
import { fired, indications, layerLaws, requests } from '../laws.ts';
import { addresses, ALL_OF_US, FAR, malformed, messages, packet, packets, payloadOf, THEM, US } from '../likely.ts';

const layer = icmp();

const echo = (type: number, octets = payloadOf(56), rest = 0xbeef0007): IcmpMessage => ({
  _tag: 'Icmp',
  type,
  code: 0,
  rest,
  payload: rope(octets),
});

const hear = (heard: Ipv4Packet, broadcast = false) =>
  layer.step(
    layer.initial,
    { _tag: 'Indicated', indication: { _tag: 'Arrived', packet: heard, broadcast } },
    instant(0),
  );

const fails = (says: Partial<PacketError>) =>
  layer.step(
    layer.initial,
    {
      _tag: 'Indicated',
      indication: {
        _tag: 'Failed',
        error: {
          type: 3,
          code: 1,
          mtu: 0,
          reporter: THEM,
          source: US,
          destination: FAR,
          protocol: 1,
          quoted: encodeTransport(echo(8), US, FAR),
          ...says,
        },
      },
    },
    instant(0),
  );

describe('an echo request', () => {
  test('is answered with its own data, identifier and number, from the address that was asked', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(0xffffffff), addresses, (octets, rest, destination) => {
        const [state, said] = hear(packet({ destination, protocol: 1, payload: echo(8, octets, rest) }));
        expect(requests(said)).toMatchObject([
          { _tag: 'Send', source: destination, destination: THEM, protocol: 1, payload: { type: 0, code: 0, rest } },
        ]);
        const [answer] = requests(said);
        expect(
          answer?._tag === 'Send' && answer.payload._tag === 'Icmp' ? toBytes(answer.payload.payload) : undefined,
        ).toEqual(octets);
        expect(state.answered).toBe(1);
      }),
    );
  });

  test('to all is not answered', () => {
    const [, said] = hear(packet({ destination: ALL_OF_US, protocol: 1, payload: echo(8) }), true);
    expect(fired(said)).toEqual(['icmp.broadcast']);
    expect(requests(said)).toEqual([]);
  });

  test('of ours carries identifier and number in its second word', () => {
    const [, said] = layer.step(
      layer.initial,
      {
        _tag: 'Requested',
        request: {
          _tag: 'EchoRequest',
          source: US,
          destination: FAR,
          identifier: 0xbeef,
          sequence: 7,
          data: payloadOf(56),
        },
      },
      instant(0),
    );
    expect(requests(said)).toEqual([
      { _tag: 'Send', source: US, destination: FAR, protocol: 1, dontFragment: false, payload: echo(8) },
    ]);
  });

  test('and its answer are a conversation of two hosts', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), fc.uint8Array(), (identifier, sequence, data) => {
        const request = { _tag: 'EchoRequest' as const, source: US, destination: THEM, identifier, sequence, data };
        const asked = requests(layer.step(layer.initial, { _tag: 'Requested', request }, instant(0))[1])[0];
        const onTheWay = (sent: Ipv4Service['request'] | undefined): Ipv4Packet => {
          if (sent?._tag !== 'Send') throw new Error('nothing was sent');
          return packet({ source: sent.source, destination: sent.destination, protocol: 1, payload: sent.payload });
        };
        const answered = requests(hear(onTheWay(asked))[1])[0];
        expect(indications(hear(onTheWay(answered))[1])).toEqual([
          { _tag: 'EchoReply', source: THEM, identifier, sequence, data },
        ]);
      }),
    );
  });
});

describe('an error about an echo request', () => {
  test('finds its identifier in the eight octets that are quoted', () => {
    const [, said] = fails({ quoted: encodeTransport(echo(8), US, FAR).subarray(0, 8) });
    expect(indications(said)).toEqual([{ _tag: 'EchoFailed', destination: FAR, identifier: 0xbeef, type: 3, code: 1 }]);
    expect(fired(said)).toEqual(['icmp.failed']);
  });

  test('is ignored when it quotes less, or an answer of ours', () => {
    expect(fired(fails({ quoted: encodeTransport(echo(8), US, FAR).subarray(0, 7) })[1])).toEqual(['icmp.ignored']);
    expect(fired(fails({ quoted: encodeTransport(echo(0), US, FAR) })[1])).toEqual(['icmp.ignored']);
  });
});

describe('every other message', () => {
  test('is dropped in silence and counted', () => {
    const [state, said] = hear(packet({ protocol: 1, payload: echo(13) }));
    expect(said).toEqual([{ _tag: 'Note', note: { rule: rules.ignored, detail: 'Timestamp' } }]);
    expect(state.ignored).toBe(1);
  });

  test('that cannot be read is dropped and counted, with its field and the reason', () => {
    const error = { header: 'icmp', field: 'checksum', reason: 'does not fit the message' };
    const [state, said] = hear(packet({ protocol: 1, payload: { _tag: 'Malformed', octets: payloadOf(8), error } }));
    expect(said).toEqual([
      { _tag: 'Note', note: { rule: rules.malformed, detail: 'checksum: does not fit the message' } },
    ]);
    expect(state.malformed).toBe(1);
  });
});

test('every rule is fired by one of these', () => {
  const said = [
    hear(packet({ protocol: 1, payload: echo(8) })),
    hear(packet({ protocol: 1, payload: echo(8) }), true),
    hear(packet({ protocol: 1, payload: echo(0) })),
    hear(packet({ protocol: 1, payload: echo(13) })),
    hear(
      packet({
        payload: { _tag: 'Malformed', octets: payloadOf(8), error: { header: 'icmp', field: 'x', reason: 'y' } },
      }),
    ),
    fails({}),
  ].flatMap(([, words]) => words);
  expect([...new Set(fired(said))].toSorted()).toEqual(
    Object.values(rules)
      .map(({ id }) => id)
      .toSorted(),
  );
});

layerLaws(
  'the echo floor',
  icmp,
  {
    requests: fc.record({
      _tag: fc.constant('EchoRequest' as const),
      source: addresses,
      destination: addresses,
      identifier: fc.nat(0xffff),
      sequence: fc.nat(0xffff),
      data: fc.uint8Array(),
    }),
    indications: fc.oneof(
      fc.record({
        _tag: fc.constant('Arrived' as const),
        packet: fc.oneof(
          packets,
          fc.oneof(messages, malformed('icmp')).map((payload) => packet({ protocol: 1, payload })),
        ),
        broadcast: fc.boolean(),
      }),
      fc.record({
        _tag: fc.constant('Failed' as const),
        error: fc.record({
          type: fc.constantFrom(3, 11, 12),
          code: fc.nat(5),
          mtu: fc.constant(0),
          reporter: addresses,
          source: addresses,
          destination: addresses,
          protocol: fc.constant(1),
          quoted: fc.uint8Array({ maxLength: 20 }),
        }),
      }),
    ),
  },
  invariant,
);
