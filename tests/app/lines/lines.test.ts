import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes, LinesConfig, LinesService } from '@sockeye/core';
import { concatBytes, lines, text, utf8 } from '@sockeye/core';
import { invariant } from '../../../packages/core/src/app/lines/State.ts';
import { live } from '../../core/laws.ts';

type Told = LinesService['indication'];

/** What lines make of pieces of a stream, when each request is made at the line that asks for it: `take 5`. */
const hear = (config: LinesConfig, pieces: ReadonlyArray<Bytes>): ReadonlyArray<Told> => {
  const layer = lines(config);
  const told: Array<Told> = [];
  let state = layer.initial;
  const step = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, words] = layer.step(state, input, 0 as Parameters<typeof layer.step>[2]);
    expect(invariant(next, config)).toEqual([]);
    state = next;
    for (const word of words) {
      if (word._tag !== 'Indicate') continue;
      told.push(word.indication);
      const asked = word.indication._tag === 'Line' ? /^take (\d+)$/.exec(text(word.indication.octets)) : null;
      if (asked !== null) step({ _tag: 'Requested', request: { _tag: 'TakeOctets', count: Number(asked[1]) } });
    }
  };
  const due = (): boolean => layer.deadline(state)._tag === 'Some';
  for (const octets of pieces) {
    step({ _tag: 'Indicated', indication: { _tag: 'Received', octets } });
    while (due()) step({ _tag: 'DeadlineReached' });
  }
  step({ _tag: 'Indicated', indication: { _tag: 'Finished' } });
  while (due()) step({ _tag: 'DeadlineReached' });
  return told;
};

/** As words, with spans joined: in how many pieces they come is the stream's affair. */
const words = (told: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const said: Array<string> = [];
  let span = '';
  for (const one of told) {
    if (one._tag === 'Octets') {
      span += text(one.octets);
      if (one.left === 0) {
        said.push(`<${span}>`);
        span = '';
      }
    } else if (one._tag === 'Line') said.push(`${one.bare ? '!' : ''}${JSON.stringify(text(one.octets))}`);
    else said.push(one._tag === 'Finished' && one.inside ? 'Finished inside' : one._tag);
  }
  return said;
};

const of = (stream: string, config: LinesConfig = { limit: 20 }): ReadonlyArray<string> =>
  words(hear(config, [utf8(stream)]));

describe('lines', () => {
  test('end with CRLF and nothing else', () => {
    expect(of('one\r\ntwo\nthree\r\n\r\nfour\rfive\r\nsix')).toEqual([
      '"one"',
      '!"two\\nthree"',
      '""',
      '!"four\\rfive"',
      'Finished inside',
    ]);
  });

  test('end with a bare LF too where that is to be refused at once', () => {
    expect(of('one\ntwo\r\nth\rree\r\n', { limit: 20, bareEnds: true })).toEqual([
      '!"one"',
      '"two"',
      '!"th\\rree"',
      'Finished',
    ]);
  });

  test('that are too long are told once, and skipped to their end', () => {
    const long = 'x'.repeat(1_000);
    expect(of(`${long}\r\nshort\r\n`)).toEqual(['TooLong', '"short"', 'Finished']);
    expect(of('x'.repeat(20) + '\r\n' + 'x'.repeat(21) + '\r\n')).toEqual([
      `"${'x'.repeat(20)}"`,
      'TooLong',
      'Finished',
    ]);
  });

  test('give way to spans that begin with the very next octet', () => {
    expect(of('take 7\r\nab\r\ncd\r\nnext\r\n')).toEqual(['"take 7"', '<ab\r\ncd\r>', '!"\\nnext"', 'Finished']);
    expect(of('take 8\r\nab\r\ncd\r\nnext\r\n')).toEqual(['"take 8"', '<ab\r\ncd\r\n>', '"next"', 'Finished']);
    expect(of('take 8\r\nab')).toEqual(['"take 8"', 'Finished inside']);
  });

  test('are the same however the stream is cut', () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', 'bc', 'take 3\r\n', 'x'.repeat(19), 'x'.repeat(30));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(12), { maxLength: 60 }),
        fc.boolean(),
        (parts, sizes, bareEnds) => {
          const config = { limit: 20, bareEnds };
          const whole = utf8(parts.join(''));
          const pieces: Array<Bytes> = [];
          let at = 0;
          for (const size of sizes) {
            if (size > 0) pieces.push(whole.subarray(at, at + size));
            at += size;
          }
          pieces.push(whole.subarray(Math.min(at, whole.length)));
          const cut = pieces.filter(({ length }) => length > 0);
          expect(concatBytes(cut)).toEqual(whole);
          expect(words(hear(config, cut))).toEqual(words(hear(config, [whole])));
        },
      ),
      { seed: 11 },
    );
  });
});

test('nothing is told while they pause, nor while octets wait to be sent', () => {
  const layer = lines({ limit: 20 });
  const at = { after: 0 };
  const received = { _tag: 'Indicated', indication: { _tag: 'Received', octets: utf8('a\r\nb\r\n') } } as const;
  const asked = (request: LinesService['request']) => ({ ...at, input: { _tag: 'Requested', request } as const });
  const paused = live(layer, [asked({ _tag: 'Pause' }), { ...at, input: received }]);
  expect(paused.said.map(({ _tag }) => _tag)).toEqual(['Request']);
  const resumed = live(layer, [asked({ _tag: 'Pause' }), { ...at, input: received }, asked({ _tag: 'Resume' })]);
  expect(resumed.said.filter(({ _tag }) => _tag === 'Indicate')).toHaveLength(2);
  const clogged = live(layer, [asked({ _tag: 'Send', octets: new Uint8Array(65_536) }), { ...at, input: received }]);
  expect(clogged.said.filter(({ _tag }) => _tag === 'Indicate')).toHaveLength(0);
  const drained = { ...at, input: { _tag: 'Indicated', indication: { _tag: 'Drained' } } as const };
  const gone = live(layer, [
    asked({ _tag: 'Send', octets: new Uint8Array(65_536) }),
    { ...at, input: received },
    drained,
  ]);
  expect(gone.said.filter(({ _tag }) => _tag === 'Indicate')).toHaveLength(3);
});
