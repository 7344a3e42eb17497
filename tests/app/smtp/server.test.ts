// The SMTP server, command by command: what is answered, and what is kept.
import { seconds, toBase64 } from '@sockeye/core';
import { describe, expect, test } from 'vitest';
import { codes, CONFIG, dialogue, greeted, LETTER, SENDING } from './dialogue.ts';

const PLAIN = (name: string, password: string): string => toBase64(new TextEncoder().encode(`\0${name}\0${password}`));
const word = (text: string): string => toBase64(new TextEncoder().encode(text));

/** Lines, each to be answered, and the codes of the answers. */
const answers = (lines: ReadonlyArray<string>, session = greeted()): ReadonlyArray<number> =>
  codes(session.say(lines.map((line) => `${line}\r\n`).join('')).heard());

describe('a session', () => {
  test('begins with the greeting, and EHLO says what is offered', () => {
    const session = dialogue();
    expect(session.heard()).toMatch(/^220 example\.org ESMTP/);
    expect(
      session
        .say('EHLO client.test\r\n')
        .heard()
        .split('\r\n')
        .map((line) => line.slice(4)),
    ).toEqual([
      expect.stringContaining('example.org'),
      'PIPELINING',
      'SIZE 10000',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'CHUNKING',
      'AUTH PLAIN LOGIN',
      'HELP',
      '',
    ]);
  });

  test('ends with QUIT, and hears nothing more', () => {
    const session = greeted().say('QUIT\r\nNOOP\r\n');
    expect(codes(session.heard())).toEqual([221]);
    expect(session.left()).toBe('Finish');
  });

  test('ends when a client is silent for too long, and says so', () => {
    const session = greeted().wait(299);
    expect(session.left()).toBeUndefined();
    session.say('NOOP').wait(2);
    expect(codes(session.heard())).toEqual([421]);
    expect(session.left()).toBe('Finish');
  });

  test('a text that goes on slowly may, one that stands still is left', () => {
    const slow = greeted().say('MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n');
    for (let minute = 0; minute < 60; minute++)
      slow
        .say(`${'x'.repeat(78)}\r\n`.repeat(100))
        .wait(0)
        .wait(60);
    expect(slow.left()).toBe('Finish');
    expect(codes(slow.heard()).at(-1)).toBe(552);
    const drip = greeted().say('MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n');
    drip.heard();
    for (let second = 0; second < 301; second++) drip.say('x').wait(1);
    expect(codes(drip.heard())).toEqual([421]);
    expect([drip.open(), drip.kept.length]).toEqual([0, 0]);
  });
});

describe('what is answered to', () => {
  test.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<number>]>([
    ['mail before EHLO', ['RSET', 'MAIL FROM:<a@b.org>'], [250, 503]],
    ['a hello without a name', ['EHLO', 'HELO', 'EHLO a b', 'EHLO <x>'], [501, 501, 501, 501]],
    ['an address as a name', ['EHLO [127.0.0.1]', 'HELO client.test'], [250, 250]],
    ['nothing, and nonsense', ['', 'WHAT', 'MAILFROM:<a@b.org>'], [500, 500, 500]],
    ['what others have', ['TURN', 'SEND FROM:<a@b.org>', 'ETRN x', 'STARTTLS'], [502, 502, 502, 502]],
    [
      'what needs nothing',
      ['NOOP', 'NOOP words', 'RSET', 'HELP', 'HELP MAIL', 'VRFY bob', 'EXPN list'],
      [250, 250, 250, 214, 214, 252, 252],
    ],
    [
      'VRFY and EXPN without a name, RSET and DATA with one',
      ['VRFY', 'EXPN', 'RSET now', 'DATA now', 'QUIT now'],
      [501, 501, 501, 501, 501],
    ],
  ])('%s', (_, lines, expected) => {
    const session = lines[1] === 'MAIL FROM:<a@b.org>' ? dialogue() : greeted();
    session.heard();
    expect(answers(lines, session)).toEqual(expected);
  });

  test.each<readonly [string, number]>([
    ['MAIL FROM:<a@b.org>', 250],
    ['mail from:<a@b.org>', 250],
    ['MAIL FROM:<>', 250],
    ['MAIL FROM: <a@b.org>', 250],
    ['MAIL FROM:<@x.org,@y.org:a@b.org>', 250],
    ['MAIL FROM:<"a b"@b.org>', 250],
    ['MAIL FROM:<a@[127.0.0.1]>', 250],
    ['MAIL FROM:<a@b.org> SIZE=10000 BODY=8BITMIME', 250],
    ['MAIL FROM:<a@b.org> body=7bit', 250],
    ['MAIL FROM:<a@b.org> AUTH=<>', 250],
    ['MAIL FROM:<é@b.org> SMTPUTF8', 250],
    ['MAIL FROM:<a@b.org> SIZE=10001', 552],
    ['MAIL FROM:<é@b.org>', 553],
    ['MAIL FROM:<a@b.org> SIZE=x', 501],
    ['MAIL FROM:<a@b.org> SIZE=1 SIZE=1', 501],
    ['MAIL FROM:<a@b.org> BODY=BINARY', 501],
    ['MAIL FROM:<a@b.org> X=Y', 555],
    ['MAIL FROM:<a@b.org>x', 501],
    ['MAIL FROM:a@b.org', 501],
    ['MAIL FROM:<a@b.org', 501],
    ['MAIL FROM:<a..b@b.org>', 501],
    ['MAIL FROM:<a@b..org>', 501],
    ['MAIL FROM:<a@b@c.org>', 501],
    ['MAIL FROM:<a>', 501],
    ['MAIL FROM:', 501],
    ['MAIL', 501],
    [`MAIL FROM:<${'a'.repeat(65)}@b.org>`, 501],
    ['MAIL FROM:<a\0@b.org>', 500],
  ])('%s', (line, code) => {
    expect(answers([line])).toEqual([code]);
  });

  test.each<readonly [string, number]>([
    ['RCPT TO:<alice@example.org>', 250],
    ['RCPT TO:<ALICE@EXAMPLE.org>', 250],
    ['RCPT TO:<"alice"@example.org>', 250],
    ['RCPT TO:<@relay.org:alice@example.org>', 250],
    ['RCPT TO:<postmaster@example.org>', 250],
    ['RCPT TO:<Postmaster>', 250],
    ['RCPT TO:<nobody@example.org>', 550],
    ['RCPT TO:<alice@sub.example.org>', 554],
    ['RCPT TO:<alice@elsewhere.org>', 554],
    ['RCPT TO:<x%elsewhere.org@example.org>', 550],
    ['RCPT TO:<elsewhere.org!x@example.org>', 550],
    ['RCPT TO:<"x@elsewhere.org"@example.org>', 550],
    ['RCPT TO:<../alice@example.org>', 501],
    ['RCPT TO:<"../alice"@example.org>', 550],
    ['RCPT TO:<>', 501],
    ['RCPT TO:<alice>', 501],
    ['RCPT TO:<alice@example.org> X=Y', 555],
    ['RCPT FROM:<alice@example.org>', 501],
  ])('%s', (line, code) => {
    expect(answers(['MAIL FROM:<a@b.org>', line]).slice(1)).toEqual([code]);
  });

  test.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<number>]>([
    ['RCPT without MAIL', ['RCPT TO:<alice@example.org>', 'DATA'], [503, 503]],
    ['a second MAIL', ['MAIL FROM:<a@b.org>', 'MAIL FROM:<a@b.org>', 'RCPT TO:<alice@example.org>'], [250, 503, 250]],
    [
      'DATA without a recipient',
      ['MAIL FROM:<a@b.org>', 'DATA', 'RCPT TO:<nobody@example.org>', 'DATA'],
      [250, 554, 550, 554],
    ],
    ['RSET, which forgets the sender', ['MAIL FROM:<a@b.org>', 'RSET', 'RCPT TO:<alice@example.org>'], [250, 250, 503]],
    [
      'EHLO, which forgets the sender',
      ['MAIL FROM:<a@b.org>', 'EHLO again.test', 'RCPT TO:<alice@example.org>'],
      [250, 250, 503],
    ],
    [
      'parameters behind HELO',
      ['HELO client.test', 'MAIL FROM:<a@b.org> SIZE=5', 'MAIL FROM:<a@b.org>'],
      [250, 555, 250],
    ],
    [
      'one recipient too many',
      ['MAIL FROM:<>', ...Array.from({ length: 4 }, () => 'RCPT TO:<alice@example.org>')],
      [250, 250, 250, 250, 452],
    ],
  ])('%s', (_, lines, expected) => {
    expect(answers(lines)).toEqual(expected);
  });

  test('too many errors: the session ends, and no other is touched', () => {
    const session = greeted().say('WHAT\r\n'.repeat(20));
    expect(codes(session.heard())).toEqual([...Array.from({ length: 8 }, () => 500), 421]);
    expect(session.left()).toBe('Finish');
  });

  test('a line that is too long: answered once, and the next is a command again', () => {
    const session = greeted()
      .say(`NOOP ${'x'.repeat(9_000)}`)
      .say(`${'x'.repeat(9_000)}\r\nNOOP\r\n`);
    expect(codes(session.heard())).toEqual([500, 250]);
    expect(answers([`NOOP ${'x'.repeat(505)}`])).toEqual([250]);
  });

  test('a line without end: cut off long before it fills the memory', () => {
    const session = greeted();
    for (let i = 0; i < 100 && session.left() === undefined; i++) session.say('x'.repeat(1_000));
    expect(session.left()).toBe('Finish');
    expect(session.state().reader.partial.length).toBeLessThan(8_193);
  });
});

describe('a message', () => {
  test('is kept as it came, below Return-Path and Received', () => {
    const session = greeted().say(SENDING);
    expect(codes(session.heard())).toEqual([250, 250, 354, 250]);
    expect(session.kept).toEqual([
      {
        envelope: { from: '<bob@host.test>', mailboxes: ['alice'], foreign: [] },
        text:
          'Return-Path: <bob@host.test>\r\n' +
          'Received: from client.test ([10.0.0.1])\r\n' +
          '\tby example.org with ESMTP id id1\r\n' +
          '\tfor <alice@example.org>;\r\n' +
          `\tTue, 14 Nov 2023 22:13:20 +0000\r\n${LETTER}`,
      },
    ]);
    expect(session.open()).toBe(0);
  });

  test('goes once to each of several, whoever is named twice or refused', () => {
    const session = greeted().say(
      'MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<nobody@example.org>\r\nRCPT TO:<ALICE@example.org>\r\n' +
        'RCPT TO:<bob@example.org>\r\nDATA\r\nx\r\n.\r\n',
    );
    expect(codes(session.heard())).toEqual([250, 250, 550, 250, 250, 354, 250]);
    expect(session.kept[0]?.envelope).toEqual({ from: '<>', mailboxes: ['alice', 'bob'], foreign: [] });
    // Nobody learns of the others.
    expect(session.kept[0]?.text).not.toContain('for <');
  });

  test('has its dots as they were written', () => {
    const session = greeted().say(
      'MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n..\r\n...x\r\n.y\r\nz.\r\n\r\n.\r\n',
    );
    expect(session.kept[0]?.text.split('+0000\r\n')[1]).toBe('.\r\n..x\r\ny\r\nz.\r\n\r\n');
  });

  test('may have lines of any length, and octets that are no ASCII', () => {
    const line = '\u00e9'.repeat(3_000);
    const session = greeted().say(`MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n${line}\r\n.\r\n`);
    expect(codes(session.heard())).toEqual([250, 250, 354, 250]);
    expect(session.kept[0]?.text).toContain('\u00c3\u00a9'.repeat(3_000));
  });

  test('of exactly the limit is taken, of one octet more refused, and the session goes on', () => {
    const sending = (length: number): string =>
      `MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n${'x'.repeat(length - 2)}\r\n.\r\nNOOP\r\n`;
    expect(codes(greeted().say(sending(10_000)).heard())).toEqual([250, 250, 354, 250, 250]);
    const session = greeted().say(sending(10_001));
    expect(codes(session.heard())).toEqual([250, 250, 354, 552, 250]);
    expect([session.kept.length, session.open()]).toEqual([0, 0]);
  });

  test('without end is cut off', () => {
    const session = greeted().say('MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n');
    session.heard();
    for (let i = 0; i < 100 && session.left() === undefined; i++) session.say('x'.repeat(1_000));
    expect([session.left(), codes(session.heard()), session.open()]).toEqual(['Finish', [552], 0]);
  });

  test('that runs in circles is refused', () => {
    const received = (times: number): string => 'Received: from a by b; date\r\nreceived : x\r\n'.repeat(times);
    const sending = (times: number): string =>
      `MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n${received(times)}\r\nReceived: in the body\r\n.\r\n`;
    expect(codes(greeted().say(sending(100)).heard())).toEqual([250, 250, 354, 250]);
    expect(codes(greeted().say(sending(101)).heard())).toEqual([250, 250, 354, 554]);
  });

  test('that breaks off before its dot is nobody’s', () => {
    for (const end of ['finish', 'vanish'] as const) {
      const session = greeted().say(SENDING.slice(0, -3))[end]();
      expect([session.kept.length, session.open()]).toEqual([0, 0]);
    }
  });

  test.each<readonly [string, 'Open' | 'Write' | 'Deliver', number, 'full' | 'failed', ReadonlyArray<number>]>([
    ['opened', 'Open', 1, 'failed', [250, 250, 451]],
    ['opened, for there is no room', 'Open', 1, 'full', [250, 250, 452]],
    ['written', 'Write', 1, 'full', [250, 250, 354, 452]],
    ['written to its end', 'Write', 2, 'failed', [250, 250, 354, 451]],
    ['delivered', 'Deliver', 1, 'failed', [250, 250, 354, 451]],
  ])('that could not be %s is refused for now, and nobody has it', (_, ask, time, why, expected) => {
    const session = greeted(CONFIG, { refuses: [ask, time, why] });
    session.say('MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n');
    if (ask !== 'Open') session.say(`${LETTER}.\r\n`);
    expect(codes(session.heard())).toEqual(expected);
    expect([session.kept.length, session.open(), session.broken]).toEqual([0, 0, []]);
    // The next one is taken.
    expect(codes(session.say(SENDING).heard())).toEqual([250, 250, 354, 250]);
  });

  test('in chunks is put together, its dots and all', () => {
    const session = greeted().say(
      'MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nBDAT 6\r\na\r\n.\r\nBDAT 4\r\n\r\nb\rBDAT 1 LAST\r\n\nNOOP\r\n',
    );
    // "b CR" ends the second chunk, LF is the third.
    expect(codes(session.heard())).toEqual([250, 250, 250, 250, 250, 250]);
    expect(session.kept[0]?.text.split('+0000\r\n')[1]).toBe('a\r\n.\r\n\r\nb\r\n');
  });
});

describe('BDAT', () => {
  const begin = 'MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\n';

  test('takes octets as they are, and they are counted, not looked for', () => {
    const session = greeted().say(`${begin}BDAT 13\r\n.\r\n..\r\nQUIT\r\nBDAT 2 LAST\r\n\r\nNOOP\r\n`);
    expect(codes(session.heard())).toEqual([250, 250, 250, 250, 250]);
    expect(session.kept[0]?.text.split('+0000\r\n')[1]).toBe('.\r\n..\r\nQUIT\r\n\r\n');
  });

  test.each<readonly [string, string, ReadonlyArray<number>]>([
    ['without a message', 'BDAT 6\r\nQUIT\r\nNOOP\r\n', [503, 250]],
    ['without a recipient', 'MAIL FROM:<>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n', [250, 554, 250]],
    ['with DATA behind it', `${begin}BDAT 2\r\n\r\nDATA\r\nBDAT 0 LAST\r\n`, [250, 250, 250, 503, 250]],
    ['with RCPT behind it', `${begin}BDAT 2\r\n\r\nRCPT TO:<bob@example.org>\r\nRSET\r\n`, [250, 250, 250, 503, 250]],
    ['with a bare LF', `${begin}BDAT 4 LAST\r\na\nb\n`, [250, 250, 554]],
    ['that ends with a CR', `${begin}BDAT 2 LAST\r\na\rNOOP\r\n`, [250, 250, 554, 250]],
    ['that is too large in all', `${begin}BDAT 9999\r\n${'x'.repeat(9_999)}BDAT 2 LAST\r\nxx`, [250, 250, 250, 552]],
    ['that says nothing', `${begin}BDAT\r\nBDAT x\r\nBDAT -1\r\nBDAT 1 FIRST\r\n`, [250, 250, 501, 501, 501, 501]],
    ['with nothing at all', `${begin}BDAT 0\r\nBDAT 0 LAST\r\n`, [250, 250, 250, 250]],
  ])('%s', (_, words, expected) => {
    const session = greeted().say(words);
    expect(codes(session.heard())).toEqual(expected);
    expect([session.open(), session.broken]).toEqual([0, []]);
  });

  test('of more than anybody waits for ends the session', () => {
    const session = greeted().say(`${begin}BDAT 999999999999\r\n`);
    expect(codes(session.heard())).toEqual([250, 250, 552]);
    expect(session.left()).toBe('Finish');
  });
});

describe('AUTH', () => {
  test.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<number>]>([
    ['PLAIN at once', [`AUTH PLAIN ${PLAIN('alice', 'secret')}`], [235]],
    ['PLAIN by a challenge', ['AUTH PLAIN', PLAIN('bob', 'pass word')], [334, 235]],
    ['LOGIN by challenges', ['AUTH LOGIN', word('alice'), word('secret')], [334, 334, 235]],
    ['LOGIN with the name at once', [`auth login ${word('alice')}`, word('secret')], [334, 235]],
    ['in another’s name', [`AUTH PLAIN ${toBase64(new TextEncoder().encode('alice\0alice\0secret'))}`], [235]],
    ['twice', [`AUTH PLAIN ${PLAIN('alice', 'secret')}`, 'AUTH LOGIN'], [235, 503]],
    [
      'cancelled',
      ['AUTH PLAIN', '*', 'NOOP', 'AUTH LOGIN', word('alice'), '*', 'NOOP'],
      [334, 501, 250, 334, 334, 501, 250],
    ],
    ['what is no base64', ['AUTH PLAIN', 'x', `AUTH PLAIN x`], [334, 501, 501]],
    ['another mechanism', ['AUTH CRAM-MD5', 'AUTH'], [504, 501]],
    ['during a transaction', ['MAIL FROM:<>', 'AUTH LOGIN', 'RCPT TO:<alice@example.org>'], [250, 503, 250]],
    ['behind HELO', ['HELO client.test', 'AUTH LOGIN'], [250, 503]],
  ])('%s', (_, lines, expected) => {
    expect(answers(lines)).toEqual(expected);
  });

  test('a wrong password and an unknown name are answered alike, after the same delay', () => {
    const heard = [PLAIN('alice', 'wrong'), PLAIN('nobody', 'secret'), toBase64(new TextEncoder().encode('x'))].map(
      (login) => {
        const session = greeted().say(`AUTH PLAIN ${login}\r\nNOOP\r\n`).wait(0.999);
        const early = session.heard();
        return [early, session.wait(0.002).heard()];
      },
    );
    expect(heard[0]).toEqual(['', expect.stringMatching(/^535 5\.7\.8 .*\r\n250 /) as string]);
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
  });

  test('three wrong passwords end the session', () => {
    const session = greeted();
    for (let i = 0; i < 3; i++) session.say(`AUTH PLAIN ${PLAIN('alice', 'x')}\r\n`).wait(1);
    expect(codes(session.heard())).toEqual([535, 535, 535, 421]);
    expect(session.left()).toBe('Finish');
  });

  test('who sends on while an answer is delayed is cut off', () => {
    const session = greeted().say(`AUTH PLAIN ${PLAIN('alice', 'x')}\r\n`);
    for (let i = 0; i < 5; i++) session.say('x'.repeat(65_536));
    expect([session.left(), session.state().unread.length]).toEqual(['Finish', 0]);
  });

  test('lets mail go elsewhere, and the queue has its addresses', () => {
    const session = greeted().say(`AUTH PLAIN ${PLAIN('alice', 'secret')}\r\n`);
    session.heard();
    session.say(
      'MAIL FROM:<alice@example.org>\r\nRCPT TO:<x@elsewhere.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nx\r\n.\r\n',
    );
    expect(codes(session.heard())).toEqual([250, 250, 250, 354, 250]);
    expect(session.kept[0]?.envelope).toEqual({
      from: '<alice@example.org>',
      mailboxes: ['bob'],
      foreign: ['x@elsewhere.org'],
    });
    expect(session.kept[0]?.text).toContain(' with ESMTPA ');
  });

  test('is not offered where nobody can log in', () => {
    const session = dialogue({ ...CONFIG, users: [] });
    expect(session.say('EHLO client.test\r\n').heard()).not.toContain('AUTH');
    expect(codes(session.say('AUTH PLAIN\r\n').heard())).toEqual([502]);
  });
});

test('what a client says is never said back', () => {
  const session = greeted().say(
    '<script>\r\nMAIL FROM:<script>\r\nEHLO <script>\r\nRCPT TO:<script@script>\r\nAUTH script\r\n',
  );
  expect(session.heard()).not.toContain('script');
});

test('limits are values: an idle time of two seconds', () => {
  const session = greeted({ ...CONFIG, limits: { ...CONFIG.limits, idle: seconds(2) } }).wait(2);
  expect(codes(session.heard())).toEqual([421]);
});
