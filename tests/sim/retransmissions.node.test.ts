// The retransmissions that Wireshark finds in our captures are the ones that our trace says. Where its guesses are known to be
// others than ours, docs/wireshark.md says how and why, and this test that it is so and no further.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostState } from '@sockeye/core';
import type { FrameSent, Run } from '@sockeye/sim';
import { pcapng, readings } from '@sockeye/sim';
import { afterAll, describe, expect, test } from 'vitest';
import { echo, play } from './stage.ts';

// That tshark is there where CI runs, capture.node.test.ts makes sure.
const tshark = ['/usr/bin/tshark', '/usr/local/bin/tshark', '/opt/homebrew/bin/tshark'].find((path) =>
  existsSync(path),
);
const folder = mkdtempSync(join(tmpdir(), 'sockeye-retransmissions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KINDS = ['retransmission', 'fast_retransmission', 'spurious_retransmission', 'out_of_order'] as const;

/** What Wireshark says of each frame of a capture at one host: the kinds, and the numbers of its severities. */
const said = (
  { world, events }: Run<HostState>,
  host: string,
): ReadonlyArray<{
  readonly kinds: ReadonlyArray<string>;
  readonly severities: ReadonlyArray<number>;
  readonly says: string;
}> => {
  const path = join(folder, 'capture.pcapng');
  writeFileSync(path, pcapng(world.setting, events, { host }));
  const fields = [...KINDS.map((kind) => `tcp.analysis.${kind}`), '_ws.expert.severity', '_ws.expert.message'];
  const out = execFileSync(
    tshark ?? 'tshark',
    ['-n', '-r', path, '-T', 'fields', '-E', 'separator=|', ...fields.flatMap((field) => ['-e', field])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return out
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const values = line.split('|');
      return {
        kinds: KINDS.filter((_, i) => values[i] !== ''),
        severities: (values[KINDS.length] ?? '').split(',').map(Number),
        says: values[KINDS.length + 1] ?? '',
      };
    });
};

/** The frames that a host sent, each with what Wireshark says of it in a capture at that host. */
const sentBy = (
  played: Run<HostState>,
  host: string,
): ReadonlyArray<{ readonly sent: FrameSent; readonly kinds: ReadonlyArray<string> }> => {
  const rows = said(played, host);
  const frames = played.events.filter(
    (event) => (event._tag === 'FrameSent' || event._tag === 'FrameDelivered') && event.host === host,
  );
  expect(rows.length).toBe(frames.length);
  return frames.flatMap((event, i) =>
    event._tag === 'FrameSent' ? [{ sent: event, kinds: rows[i]?.kinds ?? [] }] : [],
  );
};

const TEXT = Array.from({ length: 60_000 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26)).join('');

const DELAY = 20;
const lossy: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ['that loses a little', ['loss 3% until 60s']],
  ['that loses much', ['loss 15% until 20s']],
  ['that does everything', ['loss 10% until 20s', 'duplicate 5%', 'reorder 20%', 'delay 2ms 1ms']],
  [
    'on which the SYN, data and a FIN are lost',
    ['client→server SYN #1: lose', 'server→client data #3: lose', 'client→server FIN #1: lose'],
  ],
];

/** The rules by which a sender sends again. */
const AGAIN = /^tcp\.(?:synAgain|.*[Rr]etransmi|partialAck|.*[Rr]ecover|rack|.*[Pp]robe)/;

/** Did one of them fire before this frame was sent? */
const isAgain = ({ events }: Run<HostState>, { host, id }: FrameSent): boolean =>
  events.some((event) => event._tag === 'Note' && event.id < id && event.host === host && AGAIN.test(event.rule.id));

/** `_ws.expert.severity` of a warning; errors have more. (Wireshark's epan/proto.h: PI_WARN) */
const WARNING = 0x600000;

describe.skipIf(tshark === undefined)('of a TCP transfer Wireshark says', { timeout: 120_000 }, () => {
  test.each(lossy)('on a line %s: resent is what our trace says was resent', (_, faults) => {
    let resent = 0;
    for (const seed of [1, 2, 3]) {
      const played = play(echo(TEXT, { delay: `${DELAY}ms`, rate: '10Mbit', faults }), 'lazy', seed);
      const ours = readings(played.events);
      for (const host of ['client', 'server']) {
        let newest = 0;
        for (const { sent, kinds } of sentBy(played, host)) {
          const reading = ours.get(sent.frame);
          const frame = `seed ${seed}, ${host}, event ${sent.id}: ${reading?.label}`;
          expect(kinds.length > 0, frame).toBe(reading?.resent);
          if (kinds.length === 0) {
            if (reading?.label.startsWith('data') === true) newest = sent.at;
            continue;
          }
          resent += 1;
          // Our trace knows why: the host noted a rule of sending again, now or before. (After a timeout it goes back, ACK by ACK;
          // and what waits for an answer of ARP may be sent twice when that comes.)
          expect(isAgain(played, sent), frame).toBe(true);
          // "Out of order" is said of nothing but what came within a round trip of the newest segment: docs/wireshark.md.
          if (kinds.includes('out_of_order')) {
            expect(kinds, frame).toEqual(['out_of_order']);
            expect(sent.at - newest, frame).toBeLessThan(2.5 * DELAY * 1_000_000);
          }
        }
      }
    }
    expect(resent).toBeGreaterThan(2);
  });

  test.each([
    ['fast', { delay: '1ms' }],
    ['far', { delay: '80ms' }],
    ['slow', { delay: '5ms', rate: '1Mbit' }],
    ['narrow', { delay: '5ms', rate: '10Mbit', mtu: 576 }],
  ])('on a clean line, %s: nothing, not even a warning', (_, cable) => {
    for (const host of ['client', 'server']) {
      const rows = said(play(echo(TEXT, cable)), host);
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.filter(({ kinds }) => kinds.length > 0)).toEqual([]);
      expect(rows.filter(({ severities }) => severities.some((severity) => severity >= WARNING))).toEqual([]);
    }
  });
});
