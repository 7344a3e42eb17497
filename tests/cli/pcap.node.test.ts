import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freshDirectory, sockeye } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });

interface Packet {
  readonly number: number;
  readonly time: string;
  readonly comment: string;
  readonly kept: number;
  readonly tree: { readonly name: string } | null;
}

const packetsOf = (stdout: string): ReadonlyArray<Packet> =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Packet);

const captured = async (): Promise<string> => {
  const file = join(freshDirectory(), 'run.pcapng');
  expect((await sockeye(['run', 'examples/scenarios/tcp-lossy.yaml', '--pcapng', file])).code).toBe(0);
  return file;
};

/** One packet in tcpdump's old format. */
const oldCapture = (octets: Buffer, isLittle: boolean, isNano: boolean): Buffer => {
  const words = (...numbers: ReadonlyArray<number>): Buffer => {
    const buffer = Buffer.alloc(4 * numbers.length);
    numbers.forEach((n, i) => (isLittle ? buffer.writeUInt32LE(n, 4 * i) : buffer.writeUInt32BE(n, 4 * i)));
    return buffer;
  };
  const version = isLittle ? Buffer.from([2, 0, 4, 0]) : Buffer.from([0, 2, 0, 4]);
  return Buffer.concat([
    words(isNano ? 0xa1b23c4d : 0xa1b2c3d4),
    version,
    words(0, 0, 65_535, 1, 3_000_000_000, 5, octets.length, octets.length),
    octets,
  ]);
};

const ARP = Buffer.from(
  'ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002'.padEnd(120, '0'),
  'hex',
);

test('a capture of ours is dissected, every checksum of it is right, and the blows of faults stand beside', async () => {
  const file = await captured();
  const { code, stdout, stderr } = await sockeye(['pcap', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/24–26 headerChecksum = 0x[0-9a-f]{4} \[right\]/);
  expect(stdout).not.toContain('[wrong]');
  expect(stdout).toContain('lost (client→server data #1: lose)');
  const packets = packetsOf((await sockeye(['pcap', file, '--json'])).stdout);
  expect(packets.map(({ number }) => number)).toEqual(packets.map((_, i) => i + 1));
  expect(packets[0]).toMatchObject({ time: '0.000000000', tree: { name: 'frame' } });
});

test.each([
  [true, false, '3000000000.000005000'],
  [false, false, '3000000000.000005000'],
  [true, true, '3000000000.000000005'],
  [false, true, '3000000000.000000005'],
])(
  'a capture in the old format is read (least significant octet first: %j, nanoseconds: %j)',
  async (little, nano, time) => {
    const file = join(freshDirectory(), 'old.pcap');
    writeFileSync(file, oldCapture(ARP, little, nano));
    const { code, stdout } = await sockeye(['pcap', file, '--json']);
    expect(code).toBe(0);
    expect(packetsOf(stdout)).toMatchObject([{ number: 1, time, kept: 60 }]);
    expect(stdout).toContain('10.0.0.2');
  },
);

test('of a capture that was cut off, what is there is shown, and then where it ends', async () => {
  const file = await captured();
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, whole.length - 10));
  const { code, stdout, stderr } = await sockeye(['pcap', file, '--json']);
  expect(code).toBe(2);
  expect(packetsOf(stdout).length).toBeGreaterThan(10);
  expect(stderr).toContain('the file ends in the middle');
});

test('what is no capture is told', async () => {
  expect(await sockeye(['pcap', 'package.json'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'sockeye: package.json is no capture: neither pcap nor pcapng\n',
  });
});
