import { describe, expect, test } from 'vitest';
import { arpHeader } from '../../../packages/core/src/wire/arp.ts';
import { ethernetHeader } from '../../../packages/core/src/wire/ethernetHeader.ts';
import { icmpHeader } from '../../../packages/core/src/wire/icmp.ts';
import { ipv4Header } from '../../../packages/core/src/wire/ipv4.ts';
import { tcpHeader } from '../../../packages/core/src/wire/tcp.ts';
import { udpHeader } from '../../../packages/core/src/wire/udp.ts';

/** The cells of a picture: where each begins, how wide it is, and its words however they are set. */
const cells = (drawn: string): ReadonlyArray<string> => {
  const lines = drawn.split('\n').map((line) => line.trim());
  const found: Array<string> = [];
  let rows: Array<string> = [];
  for (const line of lines) {
    if (line.startsWith('|')) rows.push(line);
    if (!line.startsWith('+') || rows.length === 0) continue;
    const bars = rows[0]!.split('').flatMap((character, at) => (character === '|' ? [at] : []));
    bars.slice(1).forEach((to, i) => {
      const from = bars[i]!;
      const texts = rows.map((row) => row.slice(from + 1, to).trim()).filter((text) => text !== '');
      const upright = to - from === 2;
      found.push(`${from / 2}–${to / 2} ${texts.join(upright ? '' : ' ').replace(/ +/g, ' ')}`);
    });
    rows = [];
  }
  return found;
};

describe('the picture of a header', () => {
  test('of TCP is that of RFC 9293 §3.1, with the bit that RFC 9768 took', () => {
    const rfc = `
       0                   1                   2                   3
       0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
      |          Source Port          |       Destination Port        |
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
      |                        Sequence Number                        |
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
      |                    Acknowledgment Number                      |
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
      |  Data |     | |C|E|U|A|P|R|S|F|                               |
      | Offset|Rsrvd|A|W|C|R|C|S|S|Y|I|            Window             |
      |       |     |E|R|E|G|K|H|T|N|N|                               |
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
      |           Checksum            |         Urgent Pointer        |
      +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+`;
    expect(cells(tcpHeader.picture)).toEqual(cells(rfc));
    expect(cells(rfc)).toHaveLength(18);
  });

  test('sets short labels in the middle of a tall row, and lets those stand upright that are too wide', () => {
    expect(tcpHeader.picture.split('\n').slice(9, 12)).toEqual([
      '| Data  |     |A|C|E|U|A|P|R|S|F|                               |',
      '|Offset |Rsrvd|E|W|C|R|C|S|S|Y|I|            Window             |',
      '|       |     | |R|E|G|K|H|T|N|N|                               |',
    ]);
  });

  test('of IPv4 is that of RFC 791 §3.1, with its flags one by one', () => {
    const rfc = `
      0                   1                   2                   3
      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |Version|  IHL  |Type of Service|          Total Length         |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |         Identification        |Flags|      Fragment Offset    |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |  Time to Live |    Protocol   |         Header Checksum       |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |                       Source Address                          |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
     |                    Destination Address                        |
     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+`;
    const flags = cells(rfc).flatMap((cell) => (cell === '16–19 Flags' ? ['16–17 0', '17–18 DF', '18–19 MF'] : [cell]));
    expect(cells(ipv4Header.picture)).toEqual(flags);
    expect(flags).toHaveLength(14);
  });

  test('of UDP, to the character', () => {
    expect(udpHeader.picture).toBe(
      [
        ' 0                   1                   2                   3',
        ' 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1',
        '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
        '|          Source Port          |       Destination Port        |',
        '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
        '|            Length             |           Checksum            |',
        '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      ].join('\n'),
    );
  });

  test('of ICMP is the one that all messages of RFC 792 share', () => {
    expect(cells(icmpHeader.picture)).toEqual(['0–8 Type', '8–16 Code', '16–32 Checksum', '0–32 Rest of Header']);
  });

  test('leaves a field open that goes on in the next row', () => {
    expect(ethernetHeader.picture.split('\n').slice(2)).toEqual([
      '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      '|                      Destination Address                      |',
      '+                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      '|                               |                               |',
      '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +',
      '|                        Source Address                         |',
      '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      '|           EtherType           |',
      '+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
    ]);
    expect(arpHeader.picture).toContain('|Hardware Length|Protocol Length|           Operation           |');
    expect(arpHeader.picture).toContain('|    Sender Protocol Address    |                               |');
  });
});
