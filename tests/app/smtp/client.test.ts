// The SMTP client against servers that are written down: what it says, and what it makes of the answers.
import type { SmtpClientConfig, SmtpClientService, SmtpClientState, StreamService, Layer } from '@sockeye/core';
import { instant, NULL_PATH, readAddress, seconds, smtpClient, text, utf8 } from '@sockeye/core';
import { option as O } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { invariant } from '../../../packages/core/src/app/smtp/client/State.ts';
import { dialogue, octets } from './dialogue.ts';

const address = (words: string) => readAddress(words)!;

const CONFIG: SmtpClientConfig = {
  name: 'client.test',
  login: undefined,
  from: address('bob@host.test'),
  to: [address('alice@example.org'), address('carol@example.org')],
  size: 20,
  isEightBit: false,
  patience: seconds(10),
};

const LETTER = 'Subject: x\n\n.dot\n..\r\nend';

interface Client {
  readonly hear: (words: string) => Client;
  readonly told: (indication: StreamService['indication']) => Client;
  readonly wait: (seconds: number) => Client;
  /** What it has said since it was asked last. */
  readonly said: () => string;
  /** The same as octets, as they went. */
  readonly sent: () => Uint8Array;
  readonly outcome: () => SmtpClientService['indication'] | undefined;
  readonly left: () => 'Finish' | 'Abort' | undefined;
  readonly shown: ReadonlyArray<string>;
}

const client = (config: SmtpClientConfig = CONFIG, letter = LETTER, piece = 7): Client => {
  const layer: Layer<SmtpClientState, SmtpClientService, StreamService> = smtpClient(config);
  let state = layer.initial;
  let now = 0;
  let out = '';
  let mark = 0;
  let at = 0;
  let drained = false;
  let left: 'Finish' | 'Abort' | undefined;
  let outcome: SmtpClientService['indication'] | undefined;
  const shown: Array<string> = [];
  const message = utf8(letter);

  const hear = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, words] = layer.step(state, input, instant(now));
    state = next;
    for (const word of words) {
      if (word._tag === 'Note') {
        if (word.note.rule.id.startsWith('exchange.')) shown.push(word.note.detail);
      } else if (word._tag === 'Request') {
        if (word.request._tag === 'Send') {
          for (const octet of word.request.octets) out += String.fromCharCode(octet);
          drained = true;
        } else if (word.request._tag === 'Finish' || word.request._tag === 'Abort') left = word.request._tag;
      } else if (word.indication._tag === 'Wanted') {
        const next = message.subarray(at, at + piece);
        at += next.length;
        hear({ _tag: 'Requested', request: { _tag: 'Text', octets: next, isEnd: next.length === 0 } });
      } else {
        expect(outcome).toBeUndefined();
        outcome = word.indication;
      }
    }
    expect(invariant(state)).toEqual([]);
    if (drained) {
      drained = false;
      hear({ _tag: 'Indicated', indication: { _tag: 'Drained' } });
    }
  };

  const pass = (until: number): void => {
    for (;;) {
      const due = O.toUndefined(layer.deadline(state));
      if (due === undefined || due > until) break;
      now = Math.max(now, due);
      hear({ _tag: 'DeadlineReached' });
    }
    now = until;
  };

  const self: Client = {
    hear: (words) => {
      // What a server says behind 354 is heard when the text has gone: no server can know the text before.
      for (const part of words.split(/(?<=^354[^\n]*\n)/m)) self.told({ _tag: 'Received', octets: utf8(part) });
      return self;
    },
    told: (indication) => {
      hear({ _tag: 'Indicated', indication });
      return self;
    },
    wait: (duration) => {
      pass(now + duration * 1_000_000_000);
      return self;
    },
    said: () => text(self.sent()),
    sent: () => {
      const words = out.slice(mark);
      mark = out.length;
      return octets(words);
    },
    outcome: () => outcome,
    left: () => left,
    shown,
  };
  pass(0);
  return self;
};

const TEXT = 'Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n.\r\n';

describe('what it says', () => {
  test('to a server that takes one command at a time', () => {
    const it = client();
    expect(it.hear('220 ready\r\n').said()).toBe('EHLO client.test\r\n');
    expect(it.hear('250-hello\r\n250 SIZE 100\r\n').said()).toBe('MAIL FROM:<bob@host.test> SIZE=20\r\n');
    expect(it.hear('250 fine\r\n').said()).toBe('RCPT TO:<alice@example.org>\r\n');
    expect(it.hear('250 fine\r\n').said()).toBe('RCPT TO:<carol@example.org>\r\n');
    expect(it.hear('250 fine\r\n').said()).toBe('DATA\r\n');
    expect(it.hear('354 go\r\n').said()).toBe(TEXT);
    expect(it.hear('250 taken\r\n').said()).toBe('QUIT\r\n');
    expect(it.outcome()).toMatchObject({ results: [{ code: 250 }, { code: 250 }] });
    expect(it.hear('221 bye\r\n').left()).toBe('Finish');
  });

  test('to one that takes several: MAIL and RCPT in one piece, DATA behind their answers', () => {
    const it = client();
    it.hear('220 ready\r\n250-hello\r\n').said();
    expect(it.hear('250 PIPELINING\r\n').said()).toBe(
      'MAIL FROM:<bob@host.test>\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<carol@example.org>\r\n',
    );
    expect(it.hear('250 a\r\n250 b\r\n').said()).toBe('');
    expect(it.hear('550 5.1.1 nobody\r\n').said()).toBe('DATA\r\n');
    expect(it.hear('354 go\r\n').said()).toBe(TEXT);
    it.hear('250 taken\r\n');
    expect(it.outcome()).toMatchObject({
      _tag: 'Result',
      results: [
        { address: 'alice@example.org', code: 250 },
        { address: 'carol@example.org', code: 550, says: '5.1.1 nobody' },
      ],
    });
  });

  test('to one that does not know EHLO', () => {
    const it = client().hear('220 ready\r\n');
    it.said();
    expect(it.hear('500 what?\r\n').said()).toBe('HELO client.test\r\n');
    expect(it.hear('250 fine\r\n').said()).toBe('MAIL FROM:<bob@host.test>\r\n');
  });

  test('of octets and addresses that are no ASCII', () => {
    const eight = client({ ...CONFIG, isEightBit: true, from: NULL_PATH }).hear(
      '220 x\r\n250-x\r\n250-8BITMIME\r\n250 X\r\n',
    );
    expect(eight.said()).toContain('MAIL FROM:<> BODY=8BITMIME\r\n');
    const refused = client({ ...CONFIG, from: address('é@host.test') }).hear('220 x\r\n250 x\r\n');
    expect(refused.outcome()).toMatchObject({ _tag: 'Failed', failure: { _tag: 'Refused' } });
    const taken = client({ ...CONFIG, from: address('é@host.test') }).hear('220 x\r\n250-x\r\n250 SMTPUTF8\r\n');
    expect(taken.said()).toContain('MAIL FROM:<é@host.test> SMTPUTF8\r\n');
  });

  test('to log in, and never shows the password', () => {
    const login = { name: 'bob', password: 'secret' };
    const plain = client({ ...CONFIG, login }).hear('220 x\r\n250-x\r\n250 AUTH LOGIN PLAIN\r\n');
    expect(plain.said()).toBe('EHLO client.test\r\nAUTH PLAIN AGJvYgBzZWNyZXQ=\r\n');
    const asked = client({ ...CONFIG, login }).hear('220 x\r\n250-x\r\n250 AUTH=LOGIN\r\n');
    expect(asked.said()).toBe('EHLO client.test\r\nAUTH LOGIN\r\n');
    expect(asked.hear('334 VXNlcm5hbWU6\r\n').said()).toBe('Ym9i\r\n');
    expect(asked.hear('334 UGFzc3dvcmQ6\r\n').said()).toBe('c2VjcmV0\r\n');
    expect(asked.hear('235 in\r\n').said()).toMatch(/^MAIL/);
    for (const it of [plain, asked]) expect(it.shown.join('\n')).not.toMatch(/c2VjcmV0|AGJvYg|secret/);
    const none = client({ ...CONFIG, login }).hear('220 x\r\n250 x\r\n');
    expect(none.outcome()).toMatchObject({ failure: { _tag: 'Refused', code: 530 } });
    expect(asked.shown).toContain('AUTH LOGIN');
  });
});

describe('what it makes of', () => {
  const begun = (): Client => client().hear('220 x\r\n250-x\r\n250 PIPELINING\r\n');

  test.each<readonly [string, string, unknown]>([
    ['a greeting that refuses', '554 no\r\n', { _tag: 'Failed', failure: { _tag: 'Refused', code: 554, says: 'no' } }],
    ['a greeting for later', '421 busy\r\n', { results: [{ code: 421 }, { code: 421 }] }],
    ['what is no reply', 'hello\r\n', { failure: { _tag: 'Protocol' } }],
    ['a reply whose codes differ', '220-a\r\n221 b\r\n', { failure: { _tag: 'Protocol' } }],
    ['a line without end', 'x'.repeat(9_000), { failure: { _tag: 'Protocol' } }],
    [
      'a reply too many',
      '220 a\r\n250-x\r\n250 PIPELINING\r\n250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n250 f\r\n250 g\r\n',
      { _tag: 'Result' },
    ],
  ])('%s', (_, words, expected) => {
    expect(client().hear(words).outcome()).toMatchObject(expected as object);
  });

  test('a sender who is refused: nobody is sent to, and all hear why', () => {
    const it = begun();
    it.said();
    it.hear('550 no\r\n503 first\r\n503 first\r\n');
    expect(it.said()).toBe('QUIT\r\n');
    expect(it.outcome()).toMatchObject({
      results: [
        { code: 550, says: 'no' },
        { code: 550, says: 'no' },
      ],
    });
  });

  test('all recipients refused: no DATA', () => {
    const it = begun();
    it.said();
    it.hear('250 a\r\n450 later\r\n550 never\r\n');
    expect(it.said()).toBe('QUIT\r\n');
    expect(it.outcome()).toMatchObject({ results: [{ code: 450 }, { code: 550 }] });
  });

  test('the answer to the dot: it decides for those who were accepted', () => {
    const it = begun().hear('250 a\r\n250 b\r\n550 never\r\n354 go\r\n452 full\r\n');
    expect(it.outcome()).toMatchObject({ results: [{ code: 452 }, { code: 550 }] });
  });

  test('421 at any time', () => {
    const it = begun().hear('250 a\r\n250 b\r\n421 closing\r\n');
    expect(it.outcome()).toMatchObject({ results: [{ code: 421 }, { code: 421 }] });
    expect(it.left()).toBe('Finish');
  });

  test('silence, and an end', () => {
    expect(client().wait(11).outcome()).toEqual({ _tag: 'Failed', failure: { _tag: 'TimedOut' } });
    for (const words of [
      '',
      '220 x\r\n',
      '220 x\r\n250-x\r\n',
      '220 x\r\n250 x\r\n250 a\r\n250 b\r\n250 c\r\n354 d\r\n',
    ]) {
      const it = client().hear(words).told({ _tag: 'Finished' });
      expect(it.outcome()).toEqual({ _tag: 'Failed', failure: { _tag: 'Ended' } });
      expect(it.left()).toBe('Abort');
    }
    // After the result a server may be gone as it likes.
    const done = begun()
      .hear('250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n')
      .told({ _tag: 'Broken', errno: 'ECONNRESET' });
    expect(done.outcome()).toMatchObject({ _tag: 'Result' });
  });
});

test('whatever a server says, the client says the same however it is cut, and is told one end', () => {
  const line = fc.constantFrom(
    '220 a\r\n',
    '250 b\r\n',
    '250-PIPELINING\r\n',
    '250 PIPELINING\r\n',
    '354 c\r\n',
    '421 d\r\n',
    '550 e\r\n',
    '334 f\r\n',
    'junk\r\n',
    '250',
    '\r\n',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (lines, size) => {
      const all = `220 a\r\n${lines.join('')}`;
      const cut = client();
      for (let at = 0; at < all.length; at += size) cut.hear(all.slice(at, at + size));
      const whole = client().hear(all);
      cut.told({ _tag: 'Finished' });
      whole.told({ _tag: 'Finished' });
      expect([cut.said(), cut.outcome(), cut.left()]).toEqual([whole.said(), whole.outcome(), whole.left()]);
      expect(cut.outcome()).toBeDefined();
    }),
    { numRuns: 500, seed: 20_261_125 },
  );
});

test('what it sends, a server reads as it was meant: any text, in any pieces', () => {
  const piece = fc.constantFrom('a', '.', '\n', '\r\n', '\r', '..', '\n.\n', 'é', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (pieces, size) => {
      const letter = pieces.join('');
      const it = client({ ...CONFIG, to: [address('alice@example.org')] }, letter, size);
      const server = dialogue();
      for (let turn = 0; turn < 20; turn++) {
        const heard = server.heard();
        if (heard === '') break;
        server.say(it.hear(heard).sent());
      }
      expect(it.outcome()).toMatchObject({ _tag: 'Result', results: [{ code: 250 }] });
      const lines = letter.replaceAll(/\r\n|\r|\n/g, '\r\n');
      const whole = lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
      const stored = server.kept[0]?.text.split('+0000\r\n')[1] ?? '';
      expect(text(Uint8Array.from(stored, (letter) => letter.charCodeAt(0)))).toBe(whole);
    }),
    { numRuns: 500, seed: 20_261_125 },
  );
});
