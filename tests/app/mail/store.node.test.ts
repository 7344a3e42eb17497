// The store over calls: in the memory of a pure host, and in a directory of this machine, by the same programs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { either as E } from 'fp-ts';
import { afterAll, describe, expect, test } from 'vitest';
import type { Errno, MailFile, Message, Program } from '@sockeye/core';
import {
  attempt,
  changeFlags,
  deliver,
  discard,
  instant,
  mkdir,
  openDraft,
  openMailbox,
  prepareMaildir,
  program,
  readdir,
  readFile,
  readPiece,
  realtime,
  removeMessage,
  rename,
  stat,
  text,
  unlink,
  utf8,
  utimes,
  writeDraft,
  writeFile,
} from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { twoHosts } from '../../core/host/twoHosts.ts';
import { collected, input } from '../../node-adapter/background.ts';
import { acquire, INDEX_TERMS, MAILDROP_TERMS, release, renew } from '../../../packages/core/src/app/mail/locks.ts';

const BOX = '/alice';
const scratch: Array<string> = [];

afterAll(() => {
  for (const directory of scratch) rmSync(directory, { recursive: true, force: true });
});

const inMemory = <A>(asked: Program<Errno, A>): Promise<E.Either<unknown, A>> => {
  const pair = twoHosts();
  pair.start(0, 1, asked);
  pair.run(1_000_000_000_000);
  return Promise.resolve(pair.result(0, 1) as E.Either<unknown, A>);
};

const onDisk = <A>(asked: Program<Errno, A>): Promise<E.Either<unknown, A>> => {
  const root = mkdtempSync(join(tmpdir(), 'sockeye-store-'));
  scratch.push(root);
  return run(asked, { stdout: collected(), stdin: input(), root })();
};

/** A message, delivered; gives the unchanging part of its name. */
const delivered = (words: string, ...boxes: ReadonlyArray<string>): Program<Errno, string> =>
  program(function* () {
    const [own = BOX, ...others] = boxes;
    const { draft } = yield* openDraft(own, 'host.test');
    // In two pieces, the first of which ends between CR and LF.
    const octets = utf8(words);
    const half = octets.indexOf(13) + 1;
    const begun = yield* writeDraft(draft, octets.subarray(0, half));
    const whole = yield* writeDraft(begun, octets.subarray(half));
    return yield* deliver(
      whole,
      [own, ...others].map((maildir) => ({ maildir })),
    );
  });

const whole = (message: MailFile): Program<Errno, string> =>
  program(function* () {
    const piece = yield* readPiece(BOX, message, 0);
    return text(piece.octets);
  });

const numbers = (messages: ReadonlyArray<Message>): ReadonlyArray<number> => messages.map(({ uid }) => uid);

const right = <A>(answer: E.Either<unknown, A>): A => {
  if (E.isLeft(answer)) throw new Error(String(answer.left));
  return answer.right;
};

describe.each([
  ['in memory', inMemory],
  ['on a disk', onDisk],
] as const)('%s', (_, perform) => {
  test('a message is delivered to several, and read as it came', async () => {
    const answer = await perform(
      program(function* () {
        const base = yield* delivered('Subject: x\r\n\r\ntext\r\n', BOX, '/bob', '/carol');
        const boxes = [yield* openMailbox(BOX), yield* openMailbox('/bob'), yield* openMailbox('/carol')];
        const stored = text(yield* readFile(`${BOX}/new/${base}`));
        const left = yield* readdir(`${BOX}/tmp`);
        return { base, boxes, stored, left, wire: yield* whole(boxes[0]!.messages[0]!) };
      }),
    );
    const { base, boxes, stored, left, wire } = right(answer);
    expect(base).toMatch(/^\d+\.M\d+R[0-9a-f]{16}\.host\.test,S=17,W=20$/);
    expect(boxes.map(({ messages }) => messages)).toEqual(
      boxes.map(() => [{ uid: 1, base, flags: '', isNew: true, size: 20 }]),
    );
    expect([stored, left, wire]).toEqual(['Subject: x\n\ntext\n', [], 'Subject: x\r\n\r\ntext\r\n']);
  });

  test('numbers rise, are kept, and are never given twice, whatever other programs do', async () => {
    const answer = await perform(
      program(function* () {
        yield* delivered('one\r\n');
        yield* delivered('two\r\n');
        const first = yield* openMailbox(BOX);
        const [one, two] = first.messages;
        // Another program looks at one, and removes two; a third one comes.
        yield* rename(`${BOX}/new/${one!.base}`, `${BOX}/cur/${one!.base}:2,S`);
        yield* unlink(`${BOX}/new/${two!.base}`);
        yield* writeFile(`${BOX}/new/9999999999.x.foreign`, utf8('a\nb\r\n'));
        const second = yield* openMailbox(BOX);
        yield* removeMessage(BOX, second.messages[1]!);
        yield* removeMessage(BOX, second.messages[1]!);
        const third = yield* openMailbox(BOX);
        return { first, second, third };
      }),
    );
    const { first, second, third } = right(answer);
    expect(numbers(first.messages)).toEqual([1, 2]);
    expect(second.messages.map(({ uid, flags, size, isNew }) => [uid, flags, size, isNew])).toEqual([
      [1, 'S', 5, false],
      // "a LF b CR LF" is six octets on the wire.
      [3, '', 6, true],
    ]);
    expect([numbers(third.messages), third.uidNext]).toEqual([[1], 4]);
    expect(new Set([first, second, third].map(({ uidValidity }) => uidValidity)).size).toBe(1);
  });

  test('a list that is spoilt is replaced by one with a higher validity', async () => {
    const answer = await perform(
      program(function* () {
        yield* delivered('one\r\n');
        yield* writeFile(`${BOX}/sockeye-uidlist`, utf8('1 V7 N3\n2 gone\n'));
        const old = yield* openMailbox(BOX);
        yield* writeFile(`${BOX}/sockeye-uidlist`, utf8('1 V7 N'));
        return [old, yield* openMailbox(BOX)] as const;
      }),
    );
    const [old, fresh] = right(answer);
    expect([old.uidValidity, numbers(old.messages)]).toEqual([7, [3]]);
    expect(fresh.uidValidity).toBeGreaterThan(1_700_000_000);
    expect(numbers(fresh.messages)).toEqual([1]);
  });

  test('flags are in the name; a message is found again when its name has changed', async () => {
    const answer = await perform(
      program(function* () {
        yield* delivered('one\r\n');
        const [message] = (yield* openMailbox(BOX)).messages;
        const seen = yield* changeFlags(BOX, message!, (flags) => `${flags}SF`);
        // What is asked for by its old name is found under the new one.
        const again = yield* changeFlags(BOX, message!, (flags) => flags.replace('S', ''));
        const read = yield* whole(message!);
        yield* unlink(`${BOX}/cur/${again.base}:2,F`);
        return { seen, again, read, gone: yield* attempt(whole(message!)) };
      }),
    );
    const { seen, again, read, gone } = right(answer);
    expect([seen.flags, again.flags, again.isNew, read]).toEqual(['FS', 'F', false, 'one\r\n']);
    expect(gone).toEqual(E.left('ENOENT'));
  });

  test('a long message is read piece by piece, CRLF between two pieces and all', async () => {
    const line = `${'x'.repeat(65_534)}\r\n`;
    const answer = await perform(
      program(function* () {
        yield* prepareMaildir(BOX);
        // As another program may have it: with CR before some of its line feeds, and no line end at its end.
        yield* writeFile(`${BOX}/new/1.a`, utf8(`${line}\nand\r\nlast`));
        const [message] = (yield* openMailbox(BOX)).messages;
        let read = '';
        for (let at = 0, pieces = 0; pieces < 10; pieces++) {
          const piece = yield* readPiece(BOX, message!, at);
          read += text(piece.octets);
          at = piece.next;
          if (piece.isEnd) break;
        }
        return [message!.size, read] as const;
      }),
    );
    const [size, read] = right(answer);
    expect(read).toBe(`${line}\r\nand\r\nlast`);
    // The last line is given an end where it is sent.
    expect(size).toBe(read.length + 2);
  });

  test('a destination that fails takes the others back, and a draft that is discarded is gone', async () => {
    const answer = await perform(
      program(function* () {
        yield* mkdir('/carol');
        yield* writeFile('/carol/new', utf8('in the way'));
        const failed = yield* attempt(delivered('x\r\n', BOX, '/bob', '/carol'));
        const { draft } = yield* openDraft(BOX, 'h');
        yield* discard(yield* writeDraft(draft, utf8('x\r\n')));
        return {
          failed,
          own: yield* readdir(`${BOX}/new`),
          bob: yield* readdir('/bob/new'),
          tmp: yield* readdir(`${BOX}/tmp`),
        };
      }),
    );
    const { failed, own, bob, tmp } = right(answer);
    expect(failed).toEqual(E.left('ENOTDIR'));
    expect([own, bob, tmp]).toEqual([[], [], []]);
  });

  test('a lock keeps others out, until it is let go, is old, or its server has begun anew', async () => {
    const path = '/lock';
    const server = (run: string) => ({ place: '127.0.0.1:110', run });
    const terms = { ...MAILDROP_TERMS };
    const answer = await perform(
      program(function* () {
        const first = yield* acquire(path, terms, server('one'));
        const second = yield* acquire(path, terms, server('one'));
        const other = yield* acquire(path, terms, { place: '127.0.0.1:111', run: 'x' });
        const reborn = yield* acquire(path, terms, server('two'));
        // The dead man's lock cannot be let go by him.
        yield* release(first!);
        const still = yield* acquire(path, terms);
        yield* utimes(path, instant((yield* realtime) - 60_000_000_000));
        const heir = yield* acquire(path, terms);
        yield* renew(heir!);
        const renewed = yield* acquire(path, terms);
        yield* release(heir!);
        const free = yield* attempt(stat(path));
        return [first, second, other, reborn, still, heir, renewed]
          .map((lock) => lock !== undefined)
          .concat(E.isLeft(free));
      }),
    );
    expect(right(answer)).toEqual([true, false, false, true, false, true, false, true]);
    expect(INDEX_TERMS.patience).toBeGreaterThan(INDEX_TERMS.life);
  });
});
