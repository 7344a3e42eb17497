// The tour of TCP: its links lead somewhere, and its table of profiles says what the profiles say.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Profile } from '@sockeye/core';
import { freebsd, linux, rfc9293 } from '@sockeye/core';
import { describe, expect, test } from 'vitest';
import { read, ROOT } from '../house/sources.ts';

const linksOf = (page: string): ReadonlyArray<string> =>
  Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link).filter((link) => !link.includes('://'));

describe.each(['docs/tcp.md', 'docs/rfc9293.md'])('%s', (page) => {
  test('has links, and each leads to a file of the repository', () => {
    const links = linksOf(page);
    expect(links.length).toBeGreaterThan(20);
    const missing = links.filter((link) => !existsSync(join(ROOT, dirname(page), link.split('#')[0] ?? '')));
    expect(missing).toEqual([]);
  });
});

const s = (duration: number): number => duration / 1_000_000_000;
const yes = (is: boolean): string => (is ? 'yes' : 'no');

const ROWS: Readonly<Record<string, (p: Profile) => string>> = {
  'congestion control': (p) => p.window.control.name,
  'window counted in': (p) => p.window.accounting,
  'after idleness the window': (p) => p.window.afterIdle,
  'RTO: estimator': (p) => p.estimator,
  'RTO: least, most (s)': ({ parameters: p }) => `${s(p.minimumRto)}, ${s(p.maximumRto)}`,
  'retransmissions of SYN, SYN-ACK': ({ parameters: p }) => `${p.synRetransmissions}, ${p.synAckRetransmissions}`,
  'retransmissions of text': ({ parameters: p }) => `${p.retransmissions}`,
  'segments acknowledged at once': (p) => `${p.acknowledging.quick}`,
  'RACK, tail loss probes': (p) => yes(p.recovery.rack && p.recovery.tlp),
  'F-RTO': (p) => yes(p.recovery.frto),
  'Nagle waits for': (p) => p.sending.nagle,
  'the receive window opens': (p) => p.receiveWindow,
  'SYN with FIN for a listener': (p) => p.robustness.synFin,
  'an ACK of what was never sent': (p) => p.robustness.ackOfUnsent,
  'SYN cookies': (p) => p.robustness.synCookies,
};

const table = read('docs/tcp.md')
  .split('\n## Profiles\n')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

test('the table of profiles has these rows', () => {
  expect(table.map(([decides]) => decides)).toEqual(Object.keys(ROWS));
});

test.each(table.map(([decides = '', ...cells]) => [decides, cells] as const))('%s', (decides, cells) => {
  expect(cells).toEqual([linux, freebsd, rfc9293].map((profile) => ROWS[decides]?.(profile)));
});
