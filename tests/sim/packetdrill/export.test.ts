import { exportScript, showScript } from '@sockeye/sim';
import { expect, test } from 'vitest';
import { echo, play } from '../stage.ts';
import { reason } from './stages.ts';

const cable = { rate: '10Mbit', delay: '20ms' };

/** The connection of an echo, as a host saw it. */
const exported = (host: string, faults: ReadonlyArray<string> = []): string => {
  const script = exportScript(play(echo('hello, hello\n', { ...cable, faults })).events, host);
  return script === undefined ? '' : showScript(script);
};

test.each([
  ['the client', 'client', []],
  ['the server', 'server', []],
  ['the client whose SYN was lost', 'client', ['client→server syn #1: lose']],
  ['the client whose data was lost', 'client', ['client→server data #1: lose']],
  ['the server that heard a segment twice', 'server', ['client→server data #1: duplicate after 5ms']],
])('%s behaves in a script as it did in the world', (_, host, faults) => {
  const script = exported(host, faults);
  expect(script).toContain('socket(..., SOCK_STREAM, IPPROTO_TCP) = 3');
  expect(reason(script, { failOnLeftovers: true }), script).toBeUndefined();
});

test('a trace without TCP is no script', () => {
  expect(exportScript([], 'client')).toBeUndefined();
  expect(exportScript(play(echo('x', cable, 'udp')).events, 'client')).toBeUndefined();
});
