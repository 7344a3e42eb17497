// What holds of every dialogue: however it is cut, whatever is in it, wherever it ends.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from './dialogue.ts';
import { codes, CONFIG, dialogue, greeted, octets, SENDING } from './dialogue.ts';

const RUNS = { numRuns: 300, seed: 20_261_125 };

/** Dialogues that go through every corner, one of which is cut and spoilt below. */
const SCRIPTS: ReadonlyArray<string> = [
  `EHLO client.test\r\n${SENDING}QUIT\r\n`,
  `EHLO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<no@example.org>\r\nDATA\r\n..\r\n.x\r\n\r\n.\r\nNOOP\r\n${SENDING}`,
  `EHLO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nBDAT 9\r\na\r\n.\r\nb\r\nBDAT 3 LAST\r\nc\r\nRSET\r\nNOOP\r\n`,
  `EHLO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\na\n.\r\nb\r.\r\n.\nc\r\n.\r\nNOOP\r\n`,
  `EHLO client.test\r\nAUTH LOGIN\r\nYWxpY2U=\r\nc2VjcmV0\r\nMAIL FROM:<é@b.org> SMTPUTF8\r\nRCPT TO:<x@else.org>\r\nDATA\r\né\r\n.\r\n`,
  `HELO client.test\r\nNOOP a\nb\r\nMAIL\r\n${'x'.repeat(8_200)}\r\nHELP\r\n${SENDING}${'x'.repeat(12_000)}\r\n`,
  `EHLO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n${'y'.repeat(11_000)}\r\n.\r\nNOOP\r\n`,
];

const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What can be seen of a session from outside. */
const seen = (session: Session): object => ({
  output: session.output(),
  kept: session.kept,
  open: session.open(),
  left: session.left(),
  broken: session.broken,
});

describe('however a dialogue is cut', () => {
  test.each(SCRIPTS)('into single octets, it is the same: %#', (script) => {
    const whole = dialogue().say(utf8(script));
    const cut = dialogue();
    for (const octet of utf8(script)) cut.say(Uint8Array.of(octet));
    expect(seen(cut)).toEqual(seen(whole));
    expect(whole.broken).toEqual([]);
  });

  test('into any pieces, it is the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCRIPTS),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (script, cuts) => {
          const all = utf8(script);
          const cut = dialogue();
          for (let at = 0, turn = 0; at < all.length; turn++) {
            const size = cuts[turn % cuts.length]!;
            cut.say(all.subarray(at, at + size));
            at += size;
          }
          expect(seen(cut)).toEqual(seen(dialogue().say(all)));
        },
      ),
      RUNS,
    );
  });
});

describe('whatever comes', () => {
  const mutation = fc.record({
    script: fc.constantFrom(...SCRIPTS),
    blows: fc.array(
      fc.record({
        at: fc.nat(12_000),
        octet: fc.integer({ min: 0, max: 255 }),
        what: fc.constantFrom('set', 'insert', 'remove', 'repeat'),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  });

  const struck = ({ script, blows }: typeof mutation extends fc.Arbitrary<infer A> ? A : never): Uint8Array => {
    const all = Array.from(utf8(script));
    for (const { at, octet, what } of blows) {
      const place = at % (all.length + 1);
      if (what === 'set') all[place] = octet;
      else if (what === 'insert') all.splice(place, 0, octet);
      else if (what === 'remove') all.splice(place, 3);
      else all.splice(place, 0, ...all.slice(Math.max(0, place - 20), place));
    }
    return Uint8Array.from(all);
  };

  test('nothing is thrown, every command is answered once, and the invariant holds', () => {
    let kept = 0;
    fc.assert(
      fc.property(mutation, (mutated) => {
        const session = dialogue().say(struck(mutated)).wait(5).vanish();
        expect(session.broken).toEqual([]);
        expect(session.open()).toBe(0);
        kept += session.kept.length;
        // Whatever is said is a reply: three digits, and lines that end as they should.
        for (const line of session.output().split('\r\n').slice(0, -1)) expect(line).toMatch(/^[2-5][0-9]{2}[ -]/);
      }),
      RUNS,
    );
    // Mutations that spoil everything would say nothing.
    expect(kept).toBeGreaterThan(30);
  });

  test('octets without sense', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 5 }), (pieces) => {
        const session = dialogue();
        for (const piece of pieces) session.say(piece);
        expect(session.vanish().broken).toEqual([]);
      }),
      RUNS,
    );
  });
});

test('a peer that vanishes at any octet has sent what was answered by 250, and no more', () => {
  for (const script of SCRIPTS.slice(0, 5)) {
    const all = utf8(script);
    for (let at = 0; at <= all.length; at++) {
      for (const end of ['vanish', 'finish'] as const) {
        const session = dialogue().say(all.subarray(0, at))[end]();
        const taken = (session.output().match(/^250 2\.0\.0 taken as/gm) ?? []).length;
        expect([session.kept.length, session.open(), session.state().stage]).toEqual([taken, 0, 'over']);
      }
    }
  }
});

describe('smuggling: what looks like the end of a text and is none', () => {
  const ENDS = [
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r.\r\n',
    '\r\n.\r',
    '\n.\r',
    '\r.\n',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
    '\r\n. \r\n',
    '\r\n.\r\r\n',
    '\r\n.\n\r\n',
    '\n\r\n.\n',
  ];

  test.each(ENDS.map((end) => [JSON.stringify(end), end] as const))('%s', (_, end) => {
    const smuggled = 'MAIL FROM:<evil@x.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nsmuggled\r\n.\r\n';
    const session = greeted().say(
      octets(`MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nfirst${end}${smuggled}`),
    );
    // The whole of it was one text; where it has a CR or an LF by itself it was refused, and nobody has it.
    const isBare = /\r(?!\n)|(?<!\r)\n/.test(end);
    expect(codes(session.heard())).toEqual([250, 250, 354, isBare ? 554 : 250]);
    expect(session.kept.map(({ envelope }) => envelope.mailboxes)).toEqual(isBare ? [] : [['alice']]);
  });

  test('any text with a bare CR or LF in it is refused, any other is taken as one', () => {
    const piece = fc.constantFrom('a', '.', '\r\n', '\n', '\r', '..', 'QUIT', '\0', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        // The end of the text is the first CRLF, dot, CRLF: what the generator makes of it by itself is cut off.
        const body = `${pieces.join('')}\r\n`;
        const end = `\r\n${body}`.indexOf('\r\n.\r\n');
        const text = end === -1 ? body : body.slice(0, end);
        const session = greeted(CONFIG).say(
          octets(`MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n${text}.\r\n`),
        );
        const isBare = /\r(?!\n)|(?<!\r)\n/.test(text);
        expect(codes(session.heard())).toEqual([250, 250, 354, isBare ? 554 : 250]);
        if (!isBare) {
          expect(session.kept[0]?.text.split('+0000\r\n')[1]).toBe(text.replaceAll(/(^|\r\n)\./g, '$1'));
        }
      }),
      { ...RUNS, numRuns: 1_000 },
    );
  });
});
