// The small parts of FTP: lines, addresses, times, paths, ASCII, listings.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '@sockeye/core';
import { bytes, concatBytes, endpoint, instant, LOOPBACK, text, utf8 } from '@sockeye/core';
import {
  fromNetwork,
  lastOf,
  networkSize,
  NOTHING_HELD,
  pass,
  toNetwork,
} from '../../../packages/core/src/app/lineEnds.ts';
import type { Entry } from '../../../packages/core/src/app/ftp/listing.ts';
import { FACTS, factsLine, longLine } from '../../../packages/core/src/app/ftp/listing.ts';
import {
  parseExtendedPassive,
  parseExtendedPort,
  parseHostPort,
  parsePassive,
  showHostPort,
} from '../../../packages/core/src/app/ftp/parse/address.ts';
import { parseCommand } from '../../../packages/core/src/app/ftp/parse/command.ts';
import { NO_LINE, takeLines } from '../../../packages/core/src/app/ftp/parse/lines.ts';
import { civilOf, parseTime, secondsOf, showTime } from '../../../packages/core/src/app/ftp/parse/time.ts';
import {
  fits,
  inside,
  isUnfinished,
  nameOf,
  parentOf,
  resolve,
  unfinishedName,
} from '../../../packages/core/src/app/ftp/path.ts';

const cut = (whole: Bytes, sizes: ReadonlyArray<number>): ReadonlyArray<Bytes> => {
  const pieces: Array<Bytes> = [];
  for (let at = 0, n = 0; at < whole.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(whole.subarray(at, at + size));
    at += size;
  }
  return pieces;
};

const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

describe('lines', () => {
  const lines = (pieces: ReadonlyArray<Bytes>, limit = 20): ReadonlyArray<string> => {
    let left = NO_LINE;
    const said: Array<string> = [];
    for (const piece of pieces) {
      const [next, found] = takeLines(left, piece, limit);
      expect(next.octets.length).toBeLessThanOrEqual(limit + 2);
      left = next;
      for (const line of found) said.push(line._tag === 'Line' ? text(line.octets) : `(${line._tag})`);
    }
    return said;
  };
  const of = (stream: string, limit?: number): ReadonlyArray<string> => lines([utf8(stream)], limit);

  test('end with CR LF and nothing else', () => {
    expect(of('NOOP\r\n\r\nPWD\nNOOP\r\nA\rB\r\nlast')).toEqual(['NOOP', '', '(Bare)', '(Bare)']);
  });

  test('of just the limit are taken, and longer ones told once', () => {
    expect(of(`${'a'.repeat(20)}\r\n${'b'.repeat(21)}\r\n${'c'.repeat(500)}\r\nNOOP\r\n`)).toEqual([
      'a'.repeat(20),
      '(TooLong)',
      '(TooLong)',
      'NOOP',
    ]);
  });

  test('ABOR is heard though the system has taken its urgent LF out of the stream', () => {
    expect(of('ABOR\rNOOP\r\n')).toEqual(['ABOR', 'NOOP']);
    expect(of('abor\r\nNOOP\r\n')).toEqual(['abor', 'NOOP']);
    expect(lines([bytes(242, 65, 66, 79, 82, 13), utf8('NOOP\r\n')]).length).toBe(2);
    expect(of('ABORT\r\nXABOR\rY\r\n')).toEqual(['ABORT', '(Bare)']);
  });

  test('are the same wherever the stream is cut', () => {
    const likely = fc.constantFrom(
      'A',
      'B',
      'O',
      'R',
      'ABOR',
      '\r',
      '\n',
      '\r\n',
      'x'.repeat(19),
      'y'.repeat(30),
      '\u00f2',
    );
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 20 }), sizes, (words, by) => {
        const whole = utf8(words.join(''));
        expect(lines(cut(whole, by))).toEqual(lines([whole]));
      }),
      { seed: 959, numRuns: 1_000 },
    );
  });
});

describe('a command', () => {
  const of = (line: string): unknown => {
    const parsed = parseCommand(utf8(line));
    return parsed._tag === 'Left' ? parsed.left : parsed.right;
  };

  test('has a verb of letters, and an argument behind one space', () => {
    expect(of('retr  a b ')).toEqual({ verb: 'RETR', argument: ' a b ' });
    expect(of('PWD')).toEqual({ verb: 'PWD', argument: undefined });
    expect(of('PWD ')).toEqual({ verb: 'PWD', argument: undefined });
    for (const line of ['', ' PWD', 'PW', 'RETRX a', 'RETR\ta', 'R3TR a']) expect(of(line), line).toBe('syntax');
  });

  test('has an argument that is UTF-8, without NUL', () => {
    expect(of('RETR grüße')).toEqual({ verb: 'RETR', argument: 'grüße' });
    expect(of('RETR a\0b')).toBe('argument');
    expect(parseCommand(concatBytes([utf8('RETR '), bytes(0xff, 0xfe)]))).toMatchObject({ left: 'argument' });
  });

  test('is found behind a data mark', () => {
    expect(parseCommand(concatBytes([bytes(242), utf8('ABOR')]))).toMatchObject({ right: { verb: 'ABOR' } });
  });

  test('is never the cause of an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        expect(['Left', 'Right']).toContain(parseCommand(octets)._tag);
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });
});

describe('addresses', () => {
  test('of PORT are six numbers of one octet each', () => {
    expect(parseHostPort('127,0,0,1,4,1')).toEqual(endpoint(LOOPBACK, 1_025));
    expect(showHostPort(endpoint(LOOPBACK, 1_025))).toBe('127,0,0,1,4,1');
    for (const wrong of [
      '',
      '1,2,3,4,5',
      '1,2,3,4,5,6,7',
      '256,0,0,1,4,1',
      '1,2,3,4,5,-1',
      '1,2,3,4,5, 6',
      '1,2,3,4,5,+6',
      'a,b,c,d,e,f',
      '127.0.0.1,4,1',
    ]) {
      expect(parseHostPort(wrong), wrong).toBeUndefined();
    }
  });

  test('of EPRT stand between any delimiter', () => {
    expect(parseExtendedPort('|1|127.0.0.1|1025|')).toEqual(endpoint(LOOPBACK, 1_025));
    expect(parseExtendedPort('!1!127.0.0.1!1025!')).toEqual(endpoint(LOOPBACK, 1_025));
    expect(parseExtendedPort('|2|::1|1025|')).toBe('protocol');
    for (const wrong of [
      '',
      '|',
      '|1|127.0.0.1|1025',
      '|1|127.0.0.1|65536|',
      '|1|127.0.0|1|',
      '1 127.0.0.1 1',
      '|x|127.0.0.1|1|',
      '|1|127.0.0.1|1|x|',
    ]) {
      expect(parseExtendedPort(wrong), wrong).toBeUndefined();
    }
  });

  test('of replies are found in whatever text a server writes', () => {
    for (const said of ['Entering Passive Mode (127,0,0,1,4,1).', 'Passive 127,0,0,1,4,1', '=127,0,0,1,4,1']) {
      expect(parsePassive(said), said).toEqual(endpoint(LOOPBACK, 1_025));
    }
    for (const wrong of ['nothing', '1,2,3,4,5', '(300,0,0,1,4,1)', '(1127,0,0,1,4,1111)'])
      expect(parsePassive(wrong), wrong).toBeUndefined();
    expect(parseExtendedPassive('Entering Extended Passive Mode (|||6446|)')).toBe(6_446);
    expect(parseExtendedPassive('ok (!!!6446!)')).toBe(6_446);
    for (const wrong of ['(|||0|)', '(|||65536|)', '(|||1)', '(||1|)', '(|1|127.0.0.1|5|)'])
      expect(parseExtendedPassive(wrong), wrong).toBeUndefined();
  });
});

describe('times', () => {
  test('are those of the calendar, from 1970 to 2400, leap days included', () => {
    // Each day is one later than the day before it: so one anchor is enough.
    expect(civilOf(951_827_696)).toEqual({ year: 2000, month: 2, day: 29, hour: 12, minute: 34, second: 56 });
    const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    let day = 0;
    for (let year = 1970; year <= 2400; year++) {
      for (const [index, length] of [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
        for (const date of [1, length]) {
          const civil = { year, month: index + 1, day: date, hour: 23, minute: 59, second: 58 };
          const seconds = (day + date - 1) * 86_400 + 86_398;
          expect(secondsOf(civil)).toBe(seconds);
          expect(civilOf(seconds)).toEqual(civil);
        }
        day += length;
      }
    }
  });

  test('are written as fourteen digits, and only those of the calendar are read', () => {
    expect(showTime(instant(951_827_696_500_000_000))).toBe('20000229123456');
    expect(parseTime('20000229123456')).toBe(951_827_696_000_000_000);
    expect(parseTime('20000229123456.789')).toBe(951_827_696_000_000_000);
    for (const wrong of [
      '',
      '2000022912345',
      '20010229123456',
      '20001301000000',
      '20000100000000',
      '20000101240000',
      '20000101006000',
      '19691231235959',
      '2000010100000x',
    ]) {
      expect(parseTime(wrong), wrong).toBeUndefined();
    }
  });
});

describe('paths', () => {
  test('never leave the root', () => {
    expect(resolve('/a/b', '../../../../etc/passwd')).toBe('/etc/passwd');
    expect(resolve('/a/b', 'c//./d/')).toBe('/a/b/c/d');
    expect(resolve('/', '..')).toBe('/');
    expect(resolve('/a', '/x/../y')).toBe('/y');
    expect(resolve('/a', '')).toBe('/a');
    for (const wrong of ['a\0', 'a\r', 'a\n', '..\\..\\x'])
      expect(resolve('/', wrong), JSON.stringify(wrong)).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '/', '', '%2e%2e', '~'), { maxLength: 12 }), (words) => {
        const path = resolve('/home/bob', words.join('/'));
        expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
        expect(path?.split('/')).not.toContain('..');
      }),
      { seed: 2 },
    );
  });

  test('have parents and names', () => {
    expect([parentOf('/a/b'), parentOf('/a'), parentOf('/')]).toEqual(['/a', '/', '/']);
    expect([nameOf('/a/b'), nameOf('/')]).toEqual(['b', '']);
    expect([inside('/', 'a'), inside('/a', 'b')]).toEqual(['/a', '/a/b']);
  });

  test('of files that are not whole are known', () => {
    expect(isUnfinished(unfinishedName(1, 0xffffffff))).toBe(true);
    expect(isUnfinished('.sockeye-readme')).toBe(false);
  });

  test('fit patterns as in a shell, in a time that no pattern can make long', () => {
    const yes = [
      ['*', 'a'],
      ['*.txt', 'a.txt'],
      ['a?c', 'abc'],
      ['a*b*c', 'axxbyyc'],
      ['.*', '.x'],
      ['*a', 'aaa'],
    ] as const;
    const no = [
      ['*', '.x'],
      ['a?c', 'ac'],
      ['a*b', 'axc'],
      ['', 'a'],
      ['a', ''],
      ['[a]', 'a'],
    ] as const;
    for (const [pattern, name] of yes) expect(fits(pattern, name), `${pattern} ${name}`).toBe(true);
    for (const [pattern, name] of no) expect(fits(pattern, name), `${pattern} ${name}`).toBe(false);
    expect(fits('*a'.repeat(50), `${'a'.repeat(2_000)}b`)).toBe(false);
  });
});

describe('ASCII', () => {
  const toDisk = (pieces: ReadonlyArray<Bytes>): Bytes => {
    let held = NOTHING_HELD;
    const kept: Array<Bytes> = [];
    for (const piece of pieces) {
      const [next, out] = fromNetwork(held, piece);
      held = next;
      kept.push(out);
    }
    return concatBytes([...kept, lastOf(held)]);
  };
  const textual = fc.array(fc.constantFrom(10, 13, 65, 0, 255), { maxLength: 40 }).map((octets) => bytes(...octets));

  test('turns line ends, and leaves a CR or LF that stands alone as it is', () => {
    expect(toNetwork(utf8('a\nb\r\nc'))).toEqual(utf8('a\r\nb\r\r\nc'));
    expect(toDisk([utf8('a\r\nb\rc\nd\r')])).toEqual(utf8('a\nb\rc\nd\r'));
  });

  test('brings back what was sent, wherever the transfer is cut', () => {
    fc.assert(
      fc.property(textual, sizes, (file, by) => {
        const wire = concatBytes(cut(file, by).map(toNetwork));
        expect(wire).toEqual(toNetwork(file));
        expect(networkSize(file)).toBe(wire.length);
        expect(toDisk(cut(wire, by))).toEqual(file);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('finds the place of every marker: what is received from there on makes the same file', () => {
    fc.assert(
      fc.property(textual, (file) => {
        const wire = toNetwork(file);
        for (let marker = 0; marker <= wire.length; marker++) {
          const { passed, left, isWithin } = pass(file, marker);
          expect(left).toBe(0);
          const [, rest] = fromNetwork({ hasCr: isWithin }, wire.subarray(marker));
          const [held] = fromNetwork({ hasCr: isWithin }, wire.subarray(marker));
          expect(concatBytes([file.subarray(0, passed), rest, lastOf(held)])).toEqual(file);
        }
        expect(pass(file, wire.length + 3).left).toBe(3);
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe('listings', () => {
  const entry: Entry = { name: 'a b.txt', kind: 'file', size: 12, mtime: instant(951_827_696_000_000_000), ino: 255 };
  const soon = instant(951_927_696_000_000_000);

  test('have the nine columns of ls, with the hour where it is recent and the year where it is not', () => {
    expect(longLine(entry, soon, true)).toBe('-rw-r--r--    1 ftp      ftp                12 Feb 29 12:34 a b.txt');
    expect(longLine({ ...entry, kind: 'directory' }, instant(1_751_927_696_000_000_000), false)).toBe(
      'dr-xr-xr-x    2 ftp      ftp                12 Feb 29  2000 a b.txt',
    );
  });

  test('have facts, as many as are wanted', () => {
    expect(factsLine(entry, FACTS, true)).toBe('type=file;size=12;modify=20000229123456;perm=adfrw;unique=ff; a b.txt');
    expect(factsLine({ ...entry, kind: 'directory' }, FACTS, false)).toBe(
      'type=dir;modify=20000229123456;perm=el;unique=ff; a b.txt',
    );
    expect(factsLine(entry, [], true)).toBe(' a b.txt');
  });
});
