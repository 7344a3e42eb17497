// Frames written out by hand, their sums made by another program. The last four octets are the frame check sequence.
import { bytes } from '../../../packages/core/src/basis/bytes.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { ipv4Address, port } from '../../../packages/core/src/wire/addresses.ts';
import type { MacAddress } from '../../../packages/core/src/wire/addresses.ts';
import { SYN } from '../../../packages/core/src/wire/control.ts';
import type { EthernetFrame } from '../../../packages/core/src/wire/packets.ts';
import { seqnum } from '../../../packages/core/src/wire/seqnum.ts';

export const octetsFrom = (text: string): Uint8Array =>
  Uint8Array.from(text.replace(/\s/g, '').match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const A = ipv4Address(10, 0, 0, 1);
export const B = ipv4Address(10, 0, 0, 2);
const macA = 0x020000000001 as MacAddress;
const macB = 0x020000000002 as MacAddress;

export interface Golden {
  readonly name: string;
  readonly octets: Uint8Array;
  readonly value: EthernetFrame;
}

const arpRequest: Golden = {
  name: 'an ARP request',
  octets: octetsFrom(`
    ffff ffff ffff 0200 0000 0001 0806 0001
    0800 0604 0001 0200 0000 0001 0a00 0001
    0000 0000 0000 0a00 0002 0000 0000 0000
    0000 0000 0000 0000 0000 0000 e86f 4df8`),
  value: {
    destination: 0xffffffffffff as MacAddress,
    source: macA,
    etherType: 0x0806,
    payload: {
      _tag: 'Arp',
      operation: 'request',
      senderHardwareAddress: macA,
      senderProtocolAddress: A,
      targetHardwareAddress: 0 as MacAddress,
      targetProtocolAddress: B,
    },
  },
};

const synWithOptions: Golden = {
  name: 'a SYN with options',
  octets: octetsFrom(`
    0200 0000 0002 0200 0000 0001 0800 4500
    003c 1c46 4000 4006 0a74 0a00 0001 0a00
    0002 9c40 0050 dead beef 0000 0000 a002
    faf0 dc9a 0000 0204 05b4 0402 080a 0011
    2233 0000 0000 0103 0307 4019 82de`),
  value: {
    destination: macB,
    source: macA,
    etherType: 0x0800,
    payload: {
      _tag: 'Ipv4',
      typeOfService: 0,
      identification: 0x1c46,
      dontFragment: true,
      moreFragments: false,
      fragmentOffset: 0,
      timeToLive: 64,
      protocol: 6,
      source: A,
      destination: B,
      options: bytes(),
      payload: {
        _tag: 'Tcp',
        sourcePort: port(40_000),
        destinationPort: port(80),
        seq: seqnum(0xdeadbeef),
        ack: seqnum(0),
        control: SYN,
        wnd: 64_240,
        up: 0,
        options: [
          { kind: 'mss', mss: 1460 },
          { kind: 'sackOK' },
          { kind: 'TS', val: 0x00112233, ecr: 0 },
          { kind: 'nop' },
          { kind: 'wscale', shift: 7 },
        ],
        payload: rope(bytes()),
      },
    },
  },
};

const portUnreachable: Golden = {
  name: 'an ICMP error that quotes a datagram',
  octets: octetsFrom(`
    0200 0000 0001 0200 0000 0002 0800 45c0
    003c 0008 0000 4001 65f7 0a00 0002 0a00
    0001 0303 111d 0000 0000 4500 0020 0007
    0000 4011 66c4 0a00 0001 0a00 0002 9c40
    0035 000c 8a97 6162 6364 a6aa 6cfa`),
  value: {
    destination: macA,
    source: macB,
    etherType: 0x0800,
    payload: {
      _tag: 'Ipv4',
      typeOfService: 0xc0,
      identification: 8,
      dontFragment: false,
      moreFragments: false,
      fragmentOffset: 0,
      timeToLive: 64,
      protocol: 1,
      source: B,
      destination: A,
      options: bytes(),
      payload: {
        _tag: 'Icmp',
        type: 3,
        code: 3,
        rest: 0,
        payload: rope(
          octetsFrom(`
            4500 0020 0007 0000 4011 66c4 0a00 0001 0a00 0002
            9c40 0035 000c 8a97 6162 6364`),
        ),
      },
    },
  },
};

export const GOLDEN: ReadonlyArray<Golden> = [arpRequest, synWithOptions, portUnreachable];
