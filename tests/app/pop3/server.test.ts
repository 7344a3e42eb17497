// The POP3 server, command by command; and what holds of every dialogue.
import { toBase64, utf8 } from '@sockeye/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONFIG, dialogue, entered, LETTERS, TIMESTAMP } from './dialogue.ts';

const signs = (words: string): ReadonlyArray<string> => words.match(/^(\+OK|-ERR|\+ )/gm) ?? [];

const PLAIN = toBase64(utf8('\0alice\0secret'));

describe('AUTHORIZATION', () => {
  test.each<readonly [string, string, ReadonlyArray<string>]>([
    ['USER and PASS', 'USER alice\r\nPASS secret\r\nSTAT\r\n', ['+OK', '+OK', '+OK']],
    ['a password of two words', 'user bob\r\npass two words\r\nSTAT\r\n', ['+OK', '+OK', '+OK']],
    ['APOP, the RFC’s own example', 'APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\nSTAT\r\n', ['+OK', '+OK']],
    ['AUTH PLAIN at once', `AUTH PLAIN ${PLAIN}\r\nSTAT\r\n`, ['+OK', '+OK']],
    ['AUTH PLAIN by a challenge', `AUTH PLAIN\r\n${PLAIN}\r\nSTAT\r\n`, ['+ ', '+OK', '+OK']],
    ['AUTH PLAIN cancelled', 'AUTH PLAIN\r\n*\r\nCAPA\r\n', ['+ ', '-ERR', '+OK']],
    ['AUTH, which lists', 'AUTH\r\n', ['+OK']],
    ['another mechanism', 'AUTH LOGIN\r\n', ['-ERR']],
    ['PASS without USER', 'PASS secret\r\n', ['-ERR']],
    ['PASS not right behind USER', 'USER alice\r\nCAPA\r\nPASS secret\r\n', ['+OK', '+OK', '-ERR']],
    ['USER and APOP without words', 'USER\r\nAPOP alice\r\nAPOP\r\n', ['-ERR', '-ERR', '-ERR']],
    [
      'what comes behind login',
      'STAT\r\nLIST\r\nRETR 1\r\nDELE 1\r\nNOOP\r\nRSET\r\nTOP 1 1\r\nUIDL\r\n',
      Array.from({ length: 8 }, () => '-ERR'),
    ],
    ['nonsense, and nothing', 'WHAT\r\n\r\nSTATX\r\n', ['-ERR', '-ERR', '-ERR']],
    ['lines that end with LF', 'CAPA\nCAPA\r\nCAPA\r\n', ['-ERR', '+OK']],
    ['a line that is too long', `CAPA ${'x'.repeat(9_000)}\r\nCAPA\r\n`, ['-ERR', '+OK']],
  ])('%s', (_, words, expected) => {
    const session = dialogue();
    session.heard();
    expect(signs(session.say(words).heard())).toEqual(expected);
    expect(session.broken).toEqual([]);
  });

  test('the greeting has the timestamp', () => {
    expect(dialogue().heard()).toBe(`+OK sockeye ${TIMESTAMP}\r\n`);
  });

  test('wrong passwords and unknown names are answered alike, late, and three end the session', () => {
    const heard = ['USER alice\r\nPASS wrong\r\n', 'USER nobody\r\nPASS secret\r\n'].map((words) => {
      const session = dialogue().say(words);
      session.heard();
      return [session.wait(0.9).heard(), session.wait(0.2).heard()];
    });
    expect(heard[0]).toEqual(['', expect.stringMatching(/^-ERR \[AUTH\]/) as string]);
    expect(heard[1]).toEqual(heard[0]);
    const session = dialogue();
    for (let i = 0; i < 3; i++) session.say(`APOP alice ${'0'.repeat(32)}\r\n`).wait(1);
    expect(session.left()).toBe('Finish');
    expect(session.locks.opened).toBe(0);
  });

  test('a maildrop that somebody has open', () => {
    const session = dialogue(CONFIG, { opens: 'in-use' }).say('USER alice\r\nPASS secret\r\nUSER bob\r\n');
    expect(session.heard()).toMatch(/^-ERR \[IN-USE\] .*\r\n\+OK/m);
    expect(dialogue(CONFIG, { opens: 'failed' }).say(`AUTH PLAIN ${PLAIN}\r\n`).heard()).toContain('-ERR [SYS/TEMP]');
  });
});

describe('TRANSACTION', () => {
  const sizes = LETTERS.map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, 0);

  test.each<readonly [string, string]>([
    ['STAT', `+OK 4 ${total}\r\n`],
    ['LIST', `+OK 4 messages (${total} octets)\r\n${sizes.map((size, at) => `${at + 1} ${size}\r\n`).join('')}.\r\n`],
    ['LIST 2', `+OK 2 ${sizes[1]}\r\n`],
    ['UIDL 1', '+OK 1 170.R0.host\r\n'],
    [
      'UIDL',
      `+OK 4 messages (${total} octets)\r\n1 170.R0.host\r\n2 171.R1.host\r\n3 uid-0000001e\r\n4 173.R3.host\r\n.\r\n`,
    ],
    ['RETR 1', `+OK ${sizes[0]} octets\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\n..third\r\n...\r\n.\r\n`],
    ['RETR 4', `+OK ${sizes[3]} octets\r\nSubject: long\r\n\r\n${'x'.repeat(70)}\r\n..\r\n.\r\n`],
    ['TOP 1 0', '+OK\r\nSubject: one\r\n\r\n.\r\n'],
    ['TOP 1 1', '+OK\r\nSubject: one\r\n\r\nfirst\r\n.\r\n'],
    ['TOP 1 3', '+OK\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\n..third\r\n.\r\n'],
    ['TOP 1 99', '+OK\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\n..third\r\n...\r\n.\r\n'],
    ['TOP 2 5', '+OK\r\nSubject: two\r\nX: y\r\n\r\n.\r\n'],
    ['TOP 3 5', '+OK\r\nno header\r\n.\r\n'],
    ['NOOP', '+OK as you wish\r\n'],
  ])('%s', (command, expected) => {
    for (const piece of [1, 7, 1_000]) {
      expect(entered(CONFIG, { piece }).say(`${command}\r\n`).heard()).toBe(expected);
    }
  });

  test.each([
    'RETR 5',
    'RETR 0',
    'RETR x',
    'RETR',
    'RETR -1',
    'RETR 99999999999999999999',
    'LIST 9',
    'UIDL 9',
    'DELE 9',
    'TOP 1',
    'TOP 1 -1',
    'TOP x 1',
    'TOP 1 1 1',
    'USER alice',
    'PASS x',
    'APOP x y',
    'STAT 1',
    'NOOP 1',
    'QUIT 1',
  ])('%s is refused, and the session goes on', (command) => {
    expect(signs(entered().say(`${command}\r\nNOOP\r\n`).heard())).toEqual(['-ERR', '+OK']);
  });

  test('what is marked is as if it were gone, and keeps its number; RSET brings it back', () => {
    const session = entered().say('DELE 2\r\nDELE 2\r\nLIST 2\r\nRETR 2\r\nUIDL 2\r\nTOP 2 1\r\n');
    expect(signs(session.heard())).toEqual(['+OK', '-ERR', '-ERR', '-ERR', '-ERR', '-ERR']);
    expect(session.say('LIST\r\n').heard()).toMatch(/^1 .*\r\n3 .*\r\n4 .*\r\n\.\r\n$/m);
    expect(session.say('RSET\r\nSTAT\r\n').heard()).toContain(`+OK 4 ${total}`);
    expect(session.say('QUIT\r\n').removed).toEqual([]);
  });

  test('a message that is gone is refused; one that breaks off breaks the connection', () => {
    const base = `170.R0.host,S=1,W=${LETTERS[0]!.length}`;
    expect(
      signs(
        entered(CONFIG, { gone: [base] })
          .say('RETR 1\r\nNOOP\r\n')
          .heard(),
      ),
    ).toEqual(['-ERR', '+OK']);
    const session = entered(CONFIG, { breaks: [base] }).say('RETR 1\r\nNOOP\r\n');
    expect([session.left(), session.locks.released]).toEqual(['Abort', 1]);
    expect(session.heard()).not.toMatch(/^\.\r\n/m);
  });

  test('the lock is renewed while the session lives, and let go when it is left', () => {
    const session = entered().wait(599);
    expect(session.locks).toEqual({ opened: 1, renewed: 59, released: 0 });
    expect(session.wait(2).heard()).toMatch(/^-ERR/);
    expect([session.left(), session.locks.released, session.removed.length]).toEqual(['Finish', 1, 0]);
  });
});

describe('UPDATE', () => {
  test('QUIT removes what is marked, and only that', () => {
    const session = entered().say('DELE 1\r\nDELE 3\r\nQUIT\r\nNOOP\r\n');
    expect(signs(session.heard())).toEqual(['+OK', '+OK', '+OK']);
    expect(session.removed).toEqual([`170.R0.host,S=1,W=${LETTERS[0]!.length}`, 'no good\u00e9name']);
    expect([session.left(), session.locks.released]).toEqual(['Finish', 1]);
  });

  test('says where something could not be removed', () => {
    expect(entered(CONFIG, { failures: 1 }).say('DELE 1\r\nQUIT\r\n').heard()).toContain('-ERR [SYS/TEMP]');
  });

  test('does not come without QUIT, wherever the connection ends', () => {
    const all = utf8('USER alice\r\nPASS secret\r\nDELE 1\r\nRETR 2\r\nDELE 3\r\nQUIT\r\n');
    for (let at = 0; at <= all.length; at++) {
      for (const end of ['vanish', 'finish'] as const) {
        const session = dialogue().say(all.subarray(0, at))[end]();
        expect(session.removed.length).toBe(at === all.length ? 2 : 0);
        expect([session.state().stage, session.locks.released]).toEqual(['over', session.locks.opened]);
        expect(session.broken).toEqual([]);
      }
    }
  });

  test('too many errors, and too many octets, end without it', () => {
    const errors = entered().say(`DELE 1\r\n${'WHAT\r\n'.repeat(20)}QUIT\r\n`);
    expect([errors.left(), errors.removed, errors.locks.released]).toEqual(['Finish', [], 1]);
    const flood = entered();
    for (let i = 0; i < 100 && flood.left() === undefined; i++) flood.say('x'.repeat(1_000));
    expect([flood.left(), flood.locks.released]).toEqual(['Finish', 1]);
  });
});

const SCRIPT = `CAPA\r\nUSER alice\r\nPASS secret\r\nSTAT\r\nLIST\r\nUIDL\r\nRETR 1\r\nTOP 4 1\r\nDELE 2\r\nRETR 3\r\nRSET\r\nDELE 4\r\nNOOP\r\nX\r\nQUIT\r\n`;

test('however a dialogue is cut, it is the same', () => {
  const whole = dialogue().say(SCRIPT);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 80 }),
      (cuts, piece) => {
        const cut = dialogue(CONFIG, { piece });
        const all = utf8(SCRIPT);
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const size = cuts[turn % cuts.length]!;
          cut.say(all.subarray(at, at + size));
          at += size;
        }
        expect([cut.output(), cut.removed, cut.left()]).toEqual([whole.output(), whole.removed, whole.left()]);
      },
    ),
    { numRuns: 200, seed: 20_261_125 },
  );
});

test('whatever comes, nothing is thrown, nothing is removed without QUIT, and the lock is let go', () => {
  const piece = fc.oneof(
    fc.constantFrom(...SCRIPT.split(/(?<=\r\n)/)),
    fc.string({ maxLength: 20 }),
    fc.constantFrom('\r\n', '\n', '\0', 'AUTH PLAIN\r\n', '*\r\n', 'DELE 1\r\n'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const session = entered().say(pieces.join('')).wait(2).vanish();
      expect(session.broken).toEqual([]);
      expect(session.locks.released).toBe(session.locks.opened);
      if (!pieces.join('').toUpperCase().includes('QUIT')) expect(session.removed).toEqual([]);
    }),
    { numRuns: 500, seed: 20_261_125 },
  );
});
