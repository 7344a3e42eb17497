// The parts of the store that are values: names, paths, lists of numbers, line ends, and what logs in.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedName, fromBase64, hex, loggedIn, maildirOf, mailDate, md5, pathNames, toBase64 } from '@sockeye/core';
import { AT_LINE_START, readLine } from '../../../packages/core/src/app/mail/lineReader.ts';
import { SENDING, STORING, storedEnd, toStored, toWire } from '../../../packages/core/src/app/mail/lineEnds.ts';
import {
  readFileName,
  showFileName,
  uniqueName,
  wireSizeOf,
  withSizes,
} from '../../../packages/core/src/app/mail/names.ts';
import { readPlain, showPlain } from '../../../packages/core/src/app/mail/sasl.ts';
import type { UidList } from '../../../packages/core/src/app/mail/uidList.ts';
import { merged, readUidList, showUidList } from '../../../packages/core/src/app/mail/uidList.ts';

const RUNS = { numRuns: 500, seed: 20_261_125 };

describe('a name as a path', () => {
  test.each(['..', '.', '../bob', '/etc/passwd', 'a/b', 'a\\b', '~', '\0', '.hidden', '\n', 'é', '=2e', '%2e%2e'])(
    '%j is one component, and walks nowhere',
    (name) => {
      const escaped = escapedName(name);
      expect(escaped).toMatch(/^[A-Za-z0-9_@=-][A-Za-z0-9_@.=-]*$/);
      expect(pathNames(maildirOf('/mail', name))).toHaveLength(2);
    },
  );

  /** Any text of whole characters, many of them troublesome ones. */
  const name = fc
    .array(
      fc.oneof(
        fc.constantFrom('.', '/', '=', 'a', '2e', '\0'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join(''));

  test('no two names become one, and none is the queue’s', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(escapedName(a) === escapedName(b)).toBe(a === b);
        expect(escapedName(a).startsWith('.')).toBe(false);
      }),
      RUNS,
    );
  });
});

describe('the name of a file', () => {
  test('says what it was made of, whatever the flags', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.,=]{1,20}$/), fc.stringMatching(/^[A-Za-z]{0,8}$/), (base, flags) => {
        const read = readFileName(showFileName({ base, flags }));
        expect(read).toEqual({ base, flags: [...new Set(flags)].toSorted().join('') });
      }),
      RUNS,
    );
  });

  test('is unique, has sizes, and nothing that a file may not have', () => {
    const unique = uniqueName({ at: 1_700_000_000_123_456_768, chance: [1, 2], host: 'a/b:c,d' });
    expect(unique).toBe('1700000000.M123456R0000000100000002.a\\057b\\072c\\054d');
    expect(wireSizeOf(withSizes(unique, 10, 12))).toBe(12);
    // What came first in a second stands first.
    const early = uniqueName({ at: 1_700_000_000_009_999_872, chance: [9, 9], host: 'a' });
    expect(early < unique).toBe(true);
    expect([wireSizeOf('x'), wireSizeOf('x,W=y'), wireSizeOf('x,S=1')]).toEqual([undefined, undefined, undefined]);
    expect(readFileName('x:1,odd')).toEqual({ base: 'x', flags: '' });
  });
});

describe('the list of numbers', () => {
  const bases = fc.uniqueArray(fc.stringMatching(/^[a-z0-9.]{1,8}$/), { maxLength: 12 });

  test('whatever comes and goes: numbers rise, stay, and are never given twice', () => {
    fc.assert(
      fc.property(fc.array(bases, { minLength: 1, maxLength: 8 }), (days) => {
        let list: UidList | undefined;
        const given = new Map<number, string>();
        let highest = 0;
        for (const present of days) {
          const before: UidList | undefined = list;
          list = merged(list, present, 1_700_000_000);
          expect(readUidList(showUidList(list))).toEqual(list);
          expect(list.entries.map(({ base }) => base).toSorted()).toEqual(present.toSorted());
          expect(list.uidValidity).toBe(1_700_000_000);
          let last = 0;
          for (const { uid, base } of list.entries) {
            expect(uid).toBeGreaterThan(last);
            last = uid;
            const old = before?.entries.find((entry) => entry.base === base);
            if (old === undefined) expect(uid).toBeGreaterThan(highest);
            else expect(uid).toBe(old.uid);
            expect(given.get(uid) ?? base).toBe(base);
            given.set(uid, base);
          }
          highest = Math.max(highest, ...list.entries.map(({ uid }) => uid));
          expect(list.uidNext).toBeGreaterThan(highest);
        }
      }),
      RUNS,
    );
  });

  test('that ran out begins anew, with another validity', () => {
    const full = { uidValidity: 7, uidNext: 4_294_967_295, entries: [{ uid: 4_294_967_294, base: 'a' }] };
    expect(merged(full, ['a', 'b'], 5)).toEqual({
      uidValidity: 8,
      uidNext: 3,
      entries: [
        { uid: 1, base: 'a' },
        { uid: 2, base: 'b' },
      ],
    });
  });

  test.each([
    '',
    'x',
    '1 V1 N2',
    '1 V0 N2\n',
    '1 V1 N0\n',
    '2 V1 N2\n',
    '1 V1 N2\n2 a\n',
    '1 V1 N5\n2 a\n2 b\n',
    '1 V1 N5\n3 a\n2 b\n',
    '1 V1 N5\n2\n',
    '1 V1 N5\n2 \n',
    '1 V1 N5\n2 a',
    '1 V9999999999 N2\n',
  ])('%j is none', (words) => {
    expect(readUidList(new TextEncoder().encode(words))).toBeUndefined();
  });
});

describe('line ends', () => {
  const piece = fc.constantFrom('a', '\r\n', '\n', '\r', 'bc', '.');
  const pieces = fc.array(piece, { maxLength: 20 });
  const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
  const text = (all: ReadonlyArray<Uint8Array>): string => all.map((some) => new TextDecoder().decode(some)).join('');

  const cut = (text: string, size: number): ReadonlyArray<Uint8Array> =>
    Array.from({ length: Math.ceil(text.length / size) }, (_, at) => octets(text.slice(at * size, at * size + size)));

  test('from the wire and back: CRLF is LF in between, however it is cut', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 5 }), (made, size) => {
        const whole = made.join('');
        let storing = STORING;
        const stored: Array<Uint8Array> = [];
        for (const some of cut(whole, size)) {
          const [next, out] = toStored(storing, some);
          storing = next;
          stored.push(out);
        }
        stored.push(storedEnd(storing));
        expect(text(stored)).toBe(whole.replaceAll('\r\n', '\n'));
        let sending = SENDING;
        const wire: Array<Uint8Array> = [];
        for (const some of cut(text(stored), size)) {
          const [next, out] = toWire(sending, some);
          sending = next;
          wire.push(out);
        }
        expect(text(wire)).toBe(whole.replaceAll('\r\n', '\n').replaceAll(/(?<!\r)\n/g, '\r\n'));
      }),
      RUNS,
    );
  });

  test('lines are the same however the stream is cut, and none is longer than its limit', () => {
    const lines = (whole: string, size: number): ReadonlyArray<unknown> => {
      let reader = AT_LINE_START;
      const found: Array<unknown> = [];
      for (const some of cut(whole, size)) {
        for (let at = 0; at < some.length;) {
          const [next, end, line] = readLine(reader, some, at, 8);
          reader = next;
          at = end;
          if (line !== undefined) found.push({ ...line, octets: new TextDecoder().decode(line.octets) });
          expect(reader.partial.length).toBeLessThanOrEqual(8);
        }
      }
      return found;
    };
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 9 }), (made, size) => {
        const whole = made.join('');
        const expected = whole
          .split('\r\n')
          .slice(0, -1)
          .map((line) => ({
            octets: line.length > 6 ? '' : line,
            isTooLong: line.length > 6,
            isBare: /[\r\n]/.test(line),
          }));
        expect(lines(whole, size)).toEqual(expected);
      }),
      RUNS,
    );
  });
});

describe('what logs in', () => {
  test('a name and its password, and nothing else', () => {
    const users = [
      { name: 'a', password: 'x' },
      { name: 'b', password: '' },
    ];
    expect(loggedIn(users, 'a', 'x')).toBe('a');
    for (const [name, password] of [
      ['a', 'xx'],
      ['a', ''],
      ['b', 'x'],
      ['A', 'x'],
      ['', ''],
    ] as const) {
      expect(loggedIn(users, name, password)).toBeUndefined();
    }
  });

  test('base64 as Node has it, and nothing that is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        const text = Buffer.from(octets).toString('base64');
        expect(toBase64(octets)).toBe(text);
        expect(fromBase64(text)).toEqual(octets);
      }),
      RUNS,
    );
    for (const word of ['a', 'ab', 'abc', '====', 'a===', 'ab=c', 'ab cd', 'ab\n=', 'QQ=A', 'QR==', 'QUJ=']) {
      expect(fromBase64(word), word).toBeUndefined();
    }
  });

  test('PLAIN, read as it was said', () => {
    expect(readPlain(showPlain({ name: 'a', password: 'b c' }))).toEqual({ name: 'a', password: 'b c' });
    for (const words of ['', 'a', '\0a', '\0\0b', '\0a\0', 'x\0a\0b', '\0a\0b\0c']) {
      expect(readPlain(new TextEncoder().encode(words)), JSON.stringify(words)).toBeUndefined();
    }
  });

  test('MD5 as Node has it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        expect(hex(md5(octets))).toBe(createHash('md5').update(octets).digest('hex'));
      }),
      RUNS,
    );
  });
});

test('dates are those of the calendar', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
      const date = new Date(seconds * 1_000).toUTCString().replace('GMT', '+0000').replace(/, 0/, ', ');
      expect(mailDate(seconds)).toBe(date);
    }),
    RUNS,
  );
});
