import type { PacketdrillScript } from '@sockeye/sim';
import { parseScript, showScript, showScriptProblem } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALLS, event, LINES, PACKETS, script } from './forms.ts';

/** A script without its places, which printing moves. */
const placeless = (read: PacketdrillScript): unknown =>
  JSON.parse(JSON.stringify(read, (key, value: unknown) => (key === 'line' ? undefined : value)));

const START = '0 close(3) = 0\n';

describe('what is read', () => {
  test('a script has options, set-up, events and clean-up', () => {
    const read = script('// a word\n--mss=1000\n--local_ip=10.0.0.1\n`a`\n0 close(3) = 0 /* two\nlines */\n`b`\n');
    expect(read.options.map(({ name, value }) => [name, value])).toEqual([
      ['mss', '1000'],
      ['local_ip', '10.0.0.1'],
    ]);
    expect([read.setUp?.command, read.events.length, read.cleanUp?.command]).toEqual(['a', 1, 'b']);
    expect(read.events[0]?.line).toBe(5);
  });

  test.each(LINES)('%s', (line) => {
    expect(event(line)).toBeDefined();
  });

  test('digits of a time are read exactly, and cut at microseconds', () => {
    expect(event('+.000001 close(3) = 0').time).toEqual({ _tag: 'After', from: 1, to: undefined });
    expect(event('+1.1234567 close(3) = 0').time).toEqual({ _tag: 'After', from: 1_123_456, to: undefined });
    expect(event('0.3 close(3) = 0').time).toEqual({ _tag: 'At', from: 300_000, to: undefined });
    expect(event('+.29~+0.3 > . 1:1(0) ack 1').time).toEqual({ _tag: 'After', from: 290_000, to: 300_000 });
  });

  test('a range of sequence numbers is no IPv6 address', () => {
    expect(event('+0 < . 1:1001(1000) ack 1 win 5').action).toMatchObject({ seq: 1, length: 1000 });
    expect(event('+0 < . 1:1(0) ack 1 win 5 <sack 1:2 3:4 5:6,nop,nop>').action).toMatchObject({
      options: [
        {
          blocks: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        },
        {},
        {},
      ],
    });
  });

  test('flags are letters, a point, and perhaps a count', () => {
    expect(event('+0 < FSRPEWAU. 1:1(0) ack 1 win 5').action).toMatchObject({ control: 0x1ff, ace: undefined });
    expect(event('+0 < - 1:1(0) win 5').action).toMatchObject({ control: 0 });
    expect(event('+0 > .7 1:1(0) ack 1').action).toMatchObject({ control: 0x10, ace: 7 });
    expect(event('+0 > S3. 1:1(0) ack 1').action).toMatchObject({ control: 0x12, ace: 3 });
    expect(event('+0 > P.0 1:1(0) ack 1').action).toMatchObject({ control: 0x18, ace: 0 });
  });

  test('a cookie keeps its leading zeros, whatever words its digits look like', () => {
    for (const cookie of ['0000000000000001', '12345678', '0e1b5a', 'abcdef12', '1e5f']) {
      expect(event(`+0 < S 0:0(0) win 0 <FO ${cookie},nop,nop>`).action).toMatchObject({
        options: [{ cookie }, {}, {}],
      });
    }
  });

  test('absent options are none, three points are any', () => {
    expect(event('+0 > . 1:1(0) ack 1').action).toMatchObject({ options: [] });
    expect(event('+0 > . 1:1(0) ack 1 <...>').action).toMatchObject({ options: 'any' });
  });

  test('a word that is defined is replaced: by a number, a string, a shell command or a word', () => {
    const defines = new Map([
      ['WIN', '257'],
      ['FLAGS', 'S'],
      ['CC', '"reno"'],
      ['SETUP', '`sysctl x=1`'],
      ['OPTION', 'TCP_NODELAY'],
    ]);
    const read = parseScript(
      'x',
      'SETUP\n0 < FLAGS 0:0(0) win WIN\n+0 setsockopt(3, SOL_TCP, OPTION, CC, 4) = 0\n',
      defines,
    );
    expect(read).toMatchObject({
      right: {
        setUp: { command: 'sysctl x=1' },
        events: [
          { action: { win: 257, control: 2 } },
          { action: { items: [{}, {}, { name: 'TCP_NODELAY' }, { text: 'reno' }, {}] } },
        ],
      },
    });
  });

  test("a file's own definition is replaced too, unless the command line has another", () => {
    const source = '--define=N=5\n0 close(N) = 0';
    expect(parseScript('x', source)).toMatchObject({ right: { events: [{ action: { items: [{ value: 5 }] } }] } });
    expect(parseScript('x', source, new Map([['N', '6']]))).toMatchObject({
      right: { events: [{ action: { items: [{ value: 6 }] } }] },
    });
  });

  test('what stands between #ifdef and #endif is read where its name is defined; lines keep their numbers', () => {
    const source =
      '0 close(3) = 0\n#ifdef FreeBSD\n+0 close(4) = 0\n#endif\n#ifdef STANDARD\n+0 close(5) = 0\n#endif\n+0 close(6) = 0';
    const lines = (name: string): unknown => script0(source, name).events.map(({ line }) => line);
    expect(lines('FreeBSD')).toEqual([1, 3, 8]);
    expect(lines('STANDARD')).toEqual([1, 6, 8]);
    expect(lines('other')).toEqual([1, 8]);
  });

  const script0 = (source: string, name: string): PacketdrillScript => {
    const read = parseScript('x', source, new Map([[name, '1']]));
    if (read._tag === 'Left') throw new Error(showScriptProblem(read.left));
    return read.right;
  };

  test('strings have escapes, and neighbours are one', () => {
    expect(event('+0 setsockopt(3, 1, 2, "a\\x41\\n\\"" "b", 4) = 0').action).toMatchObject({
      items: [{}, {}, {}, { text: 'aA\n"b' }, {}],
    });
  });
});

describe('what is wrong is told, with its place', () => {
  test.each([
    ['', 'expected an event', 1, 1],
    ['1 close(3) = 0', 'the first event is at time 0', 1, 1],
    ['0 close(3) = 0\n0.2 close(3) = 0\n0.1 close(3) = 0', 'time runs backwards', 3, 1],
    ['0 close(3)', 'expected "="', 1, 11],
    ['0 < S 0:0(0)', 'expected "win"', 1, 13],
    ['0 < S 0:1(0) win 0', '0 and 0 octets end at 0', 1, 9],
    ['0 < X 0:0(0) win 0', 'expected flags', 1, 5],
    ['0 < S9 0:0(0) win 0', 'expected flags', 1, 5],
    ['0 < SE3 0:0(0) win 0', 'an ACE count stands in place of', 1, 5],
    ['0 < S 0:0(0) win 65536', 'a window from 0 to 65535', 1, 18],
    ['0 < S 0:0(0) win 0 <mss 1000,', 'expected mss, wscale', 1, 30],
    ['0 < S 0:0(0) win 0 <...>', 'an injected packet says its options', 1, 20],
    ['0 < [ect01] S 0:0(0) win 0', 'ect01 is what may be expected', 1, 5],
    ['0 < icmp nonsense', 'expected a type of ICMP', 1, 10],
    ['0 < icmp unreachable ttl_exceeded_in_transit', 'expected a code of unreachable', 1, 22],
    ['0 < icmp echo_request mtu 5', 'an MTU goes with frag_needed', 1, 23],
    ['0 "x"', 'expected a packet, a system call', 1, 3],
    ['0 close(3) = 0\n* close(3) = 0', 'are for outbound packets alone', 2, 1],
    ['0 > S 0:0(0)\n+.2~+.1 > S 0:0(0)', 'the range ends before it begins', 2, 6],
    ['0 write(3, "a', 'a string that does not end', 1, 12],
    ['0 `ls', 'a shell command that does not end', 1, 3],
    ['0 %{ x', 'code that does not end', 1, 3],
    ['/* x', 'a comment that does not end', 1, 1],
    ['0 write(3, "\\q", 1) = 1', 'an escape that is none of', 1, 12],
    ['--nonsense=1\n0 close(3) = 0', 'there is no option --nonsense', 1, 1],
    ['--mss\n0 close(3) = 0', '--mss needs a value', 1, 1],
    ['--dry_run=1\n0 close(3) = 0', '--dry_run takes no value', 1, 1],
    ['--mtu=1.5\n0 close(3) = 0', 'not "1.5"', 1, 1],
    ['#ifdef A\n0 close(3) = 0', '#ifdef without #endif', 1, 1],
    ['#endif', '#endif without #ifdef', 1, 1],
    ['0 close(3) = 0\n+0 < S 0:0(0) win 0 <FO abc>', 'pairs of hexadecimal digits', 2, 25],
    ['0 close(3) = 0\n`a`\n`b`', 'expected the end of the script', 3, 1],
  ])('%s', (source, says, line, column) => {
    const read = parseScript('x.pkt', source);
    expect(read).toMatchObject({ left: { file: 'x.pkt', line, column } });
    expect(read._tag === 'Left' && read.left.says).toContain(says);
  });

  test('it is shown with the line and a caret', () => {
    const read = parseScript('x.pkt', '0 close(3) = 0\n\t+0 clos e');
    expect(read._tag === 'Left' && showScriptProblem(read.left)).toBe(
      'x.pkt:2:10: expected "(", found "e"\n  \t+0 clos e\n  \t        ^',
    );
  });
});

describe('laws', () => {
  test('a script that is printed and read again is the same script', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 12 }), (lines) => {
        const read = script(
          `--mss=1000\n\`a b\`\n${START}${lines.filter((line) => !/^[0-9.]/.test(line)).join('\n')}\n\`c\``,
        );
        expect(placeless(script(showScript(read)))).toEqual(placeless(read));
      }),
    );
  });

  test.each([...PACKETS, ...CALLS])('%s is read as it is printed', (line) => {
    const read = script(START + line);
    expect(placeless(script(showScript(read)))).toEqual(placeless(read));
  });

  test('no text makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (source) => {
        expect(['Left', 'Right']).toContain(parseScript('x', source)._tag);
      }),
    );
  });

  test('no words of the language, in whatever order, make the parser throw', () => {
    const words = LINES.flatMap((line) => line.match(/[A-Za-z0-9_]+|\s+|[^\sA-Za-z0-9_]/g) ?? []);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (picked) => {
        expect(['Left', 'Right']).toContain(parseScript('x', `0 ${picked.join('')}`)._tag);
      }),
      { numRuns: 500 },
    );
  });

  test('a script with a character changed is read, or refused at a place that it has', () => {
    const source = `--mss=1000\n${START}${LINES.filter((line) => !/^[0-9.]/.test(line)).join('\n')}`;
    fc.assert(
      fc.property(
        fc.nat(source.length),
        fc.string({ maxLength: 3, unit: 'binary-ascii' }),
        fc.nat(3),
        (at, put, cut) => {
          const changed = source.slice(0, at) + put + source.slice(at + cut);
          const read = parseScript('x', changed);
          if (read._tag === 'Right') return;
          const text = changed.split('\n')[read.left.line - 1];
          expect(text).toBeDefined();
          expect(read.left.column).toBeLessThanOrEqual((text ?? '').length + 1);
        },
      ),
      { numRuns: 500 },
    );
  });
});
