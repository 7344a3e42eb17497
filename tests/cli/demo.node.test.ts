import { expect, test, vi } from 'vitest';
import { sockeye } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });

test('the tour shows what it says, in less than ten seconds', async () => {
  const since = performance.now();
  const { code, stdout, stderr } = await sockeye(['demo']);
  expect(performance.now() - since).toBeLessThan(10_000);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // The simulated part is the same on every machine; of the real one, the ports that the kernel gives out are not.
  const [simulated = '', real = ''] = stdout.split('3  Real sockets');
  expect(simulated).toMatchSnapshot('simulated');
  expect(real.replaceAll(/10\.0\.0\.1:[0-9]+/g, '10.0.0.1:PORT')).toMatchSnapshot('real');
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('the tour as JSON says the same', async () => {
  const { code, stdout } = await sockeye(['demo', '--json']);
  expect(code).toBe(0);
  const told = JSON.parse(stdout) as {
    readonly parts: ReadonlyArray<{ readonly scenes: ReadonlyArray<unknown> }>;
    readonly comparisons: ReadonlyArray<{ readonly what: string; readonly equal: boolean }>;
    readonly holds: boolean;
  };
  expect(told.holds).toBe(true);
  expect(told.parts.map(({ scenes }) => scenes.length)).toEqual([2, 4, 2]);
  expect(told.comparisons.map(({ equal }) => equal)).toEqual([true, true, true]);
});
