// Mail in the simulator: on good and bad lines, with peers that vanish, and answers that are lost.
import type { HostState, Program } from '@sockeye/core';
import {
  after,
  attempt,
  BEGINNING,
  close,
  connect,
  fileTree,
  iterate,
  NO_TIME,
  program,
  readAddress,
  recv,
  seconds,
  sendAll,
  sendMail,
  serveSmtp,
  setsockopt,
  sleep,
  socket,
  text,
  utf8,
} from '@sockeye/core';
import type { CableSpec, Run } from '@sockeye/sim';
import { cut, history, readFault, repair, run, showFault, step, untilTime } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLEAN, draftsIn, endsOf, fetching, filesIn, mailOf, POP3, sending, SMTP, world, written } from './stage.ts';

const LETTER = `Subject: hello\n\n${Array.from({ length: 60 }, (_, line) => `.line ${line}: ${'x'.repeat(50)}`).join('\n')}\n`;

const faults = (...words: ReadonlyArray<string>): CableSpec['faults'] =>
  words.map((word) => {
    const read = readFault(word);
    if (read._tag === 'Left') throw new Error(JSON.stringify(read.left));
    return read.right;
  });

const BAD: CableSpec = { ...CLEAN, faults: faults('loss 20%', 'reorder 25% 50%', 'duplicate 10%') };

/** What is stored of the letter: behind the two fields of the server. */
const bodyOf = (stored: string | undefined): string | undefined => stored?.split('+0000\n')[1];

describe('a mail by SMTP', () => {
  test('arrives, and is fetched by POP3 as it was sent', () => {
    const { world: end, events } = run(
      world([
        { program: sending(['alice@example.org', 'bob@example.org']), input: LETTER },
        { program: fetching({ _tag: 'Retr', message: 1 }), when: after(BEGINNING, seconds(5)) },
      ]),
      untilTime(seconds(20)),
    );
    expect(mailOf(end, 'alice').map(bodyOf)).toEqual([LETTER]);
    expect(mailOf(end, 'bob').map(bodyOf)).toEqual([LETTER]);
    const [results, fetched] = written(events).split(/(?=Return-Path)/);
    expect(results).toBe('accepted alice@example.org\naccepted bob@example.org\n');
    expect(fetched).toContain(LETTER.replaceAll('\n', '\r\n'));
    expect(endsOf(events).map((result) => (result as { _tag: string })._tag)).toEqual(['Right', 'Right']);
    expect(draftsIn(end)).toEqual([]);
  });

  test('on a line with 20 % loss, reordering and duplication arrives exactly once', () => {
    let lost = 0;
    let resent = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { world: end, events } = run(
          world([{ program: sending(), input: LETTER }], BAD, seed),
          untilTime(seconds(900)),
        );
        expect(written(events), `seed ${seed}`).toBe('accepted alice@example.org\n');
        expect(mailOf(end, 'alice').map(bodyOf), `seed ${seed}`).toEqual([LETTER]);
        expect(draftsIn(end)).toEqual([]);
        if (events.some((event) => event._tag === 'FrameLost')) lost += 1;
        if (events.some((event) => event._tag === 'Note' && event.rule.id === 'tcp.retransmissionTimeout')) resent += 1;
      }),
      { numRuns: 60, seed: 20_261_125 },
    );
    expect(lost).toBe(60);
    expect(resent).toBeGreaterThan(30);
  });

  test('under any such line, whatever its odds: what was accepted is there, once', () => {
    const odds = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(odds, odds, odds, fc.nat(), (loss, reorder, duplicate, seed) => {
        const words = [`loss ${loss}%`, `reorder ${reorder}%`, `duplicate ${duplicate}%`];
        const cable = { ...CLEAN, faults: faults(...words) };
        const { world: end, events } = run(
          world([{ program: sending(), input: LETTER }], cable, seed),
          untilTime(seconds(3_000)),
        );
        const what = `${cable.faults.map(showFault).join('; ')}, seed ${seed}`;
        const copies = mailOf(end, 'alice').map(bodyOf);
        if (written(events).startsWith('accepted')) expect(copies, what).toEqual([LETTER]);
        else expect(copies.length, what).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60, seed: 20_261_125 },
    );
  });

  test('a message fetched by POP3 over such a line is the message, and DELE is done once QUIT was answered', () => {
    for (let seed = 0; seed < 12; seed++) {
      const files = fileTree({ '/alice/new/17.a.host': utf8(LETTER), '/alice/cur/16.b.host:2,S': utf8('old\n') });
      const acts = [
        { program: fetching({ _tag: 'Retr', message: 2 }) },
        { program: fetching({ _tag: 'Dele', message: 1 }), when: after(BEGINNING, seconds(400)) },
      ];
      const { world: end, events } = run(world(acts, BAD, seed, 'lazy', files), untilTime(seconds(900)));
      expect(written(events), `seed ${seed}`).toBe(LETTER.replaceAll('\n', '\r\n'));
      expect(mailOf(end, 'alice')).toEqual([LETTER]);
    }
  });
});

test('at every instant of a delivery: no half file is visible, and what was answered by 250 is there', () => {
  const before = world([{ program: sending(['alice@example.org', 'bob@example.org']), input: LETTER }]);
  let answered = false;
  let seen = 0;
  for (const { world: now, events } of history(before, untilTime(seconds(20)))) {
    for (const user of ['alice', 'bob']) {
      const mails = mailOf(now, user).map(bodyOf);
      if (mails.length > 0 || answered) expect(mails).toEqual([LETTER]);
      seen += mails.length;
    }
    answered ||= events.some(
      (event) =>
        event._tag === 'Called' &&
        event.request.call === 'send' &&
        text(event.request.bytes).includes('250 2.0.0 taken'),
    );
  }
  expect(answered).toBe(true);
  expect(seen).toBeGreaterThan(2);
});

test('the message is on the disk before it has a name, and has its names before anybody hears 250', () => {
  const { events } = run(
    world([{ program: sending(['alice@example.org', 'bob@example.org']), input: LETTER }]),
    untilTime(seconds(20)),
  );
  const order = events.flatMap((event) => {
    if (event._tag !== 'Called' || event.host !== 'server') return [];
    const { request } = event;
    if (request.call === 'send' && text(request.bytes).includes('250 2.0.0 taken')) return ['250'];
    if (request.call === 'rename' || request.call === 'link') return [request.call];
    return request.call === 'fsync' ? ['fsync'] : [];
  });
  // The file; its second name, then its own; and both directories that have new names.
  expect(order).toEqual(['fsync', 'link', 'rename', 'fsync', 'fsync', '250']);
});

describe('lost answers', () => {
  const address = (words: string) => readAddress(words)!;

  /** Sends until it is accepted: who saw no answer may send again. (RFC 5321 §4.5.3.2.6) */
  const stubborn: Program<unknown, number> = iterate(1, (tries) =>
    program(function* () {
      const sent = yield* attempt(
        sendMail({
          server: SMTP,
          from: address('bob@host.test'),
          to: [address('alice@example.org')],
          file: '/letter',
          patience: seconds(30),
        }),
      );
      if (E.isRight(sent) || tries >= 9) return E.right(tries);
      yield* sleep(seconds(60));
      return E.left(tries + 1);
    }),
  );

  test('wherever the line is cut for two minutes: no mail is lost, and each lost answer makes at most one more', () => {
    const letter = 'Subject: x\n\nshort\n';
    const files = fileTree({ '/letter': utf8(letter) });
    const begin = world([{ program: stubborn }], CLEAN, 7, 'lazy', files);
    let doubled = 0;
    let retried = 0;
    let at = begin;
    let steps = 0;
    for (; steps < 600; steps++) {
      const broken = cut(at, 0);
      if (E.isLeft(broken)) throw new Error(broken.left);
      const dark = run(broken.right, { instant: after(at.now, seconds(120)) });
      const healed = repair(dark.world, 0);
      if (E.isLeft(healed)) throw new Error(healed.left);
      const { world: end, events } = run(healed.right, { instant: after(healed.right.now, seconds(1_200)) });
      const copies = mailOf(end, 'alice').map(bodyOf);
      const tries = endsOf([...dark.events, ...events]).map((result) =>
        E.isRight(result as never) ? (result as E.Right<number>).right : 0,
      );
      // Once the program is over it has been over before the cut.
      const attempts = tries[0] ?? 1;
      expect(copies.length, `cut after ${steps} steps`).toBeGreaterThanOrEqual(1);
      expect(copies.length, `cut after ${steps} steps`).toBeLessThanOrEqual(attempts);
      expect(new Set(copies)).toEqual(new Set([letter]));
      expect(draftsIn(end)).toEqual([]);
      if (copies.length > 1) doubled += 1;
      if (attempts > 1) retried += 1;
      const [next, told] = step(at);
      at = next;
      // The last cut comes when all is over.
      if (endsOf(told).length > 0) break;
    }
    expect(steps).toBeGreaterThan(15);
    expect(steps).toBeLessThan(600);
    // There is a moment at which the answer alone is lost, and many at which nothing was taken.
    expect(doubled).toBeGreaterThan(0);
    expect(retried).toBeGreaterThan(doubled);
  });
});

describe('a peer that vanishes at any octet leaves nothing hanging', () => {
  type End = 'ends' | 'resets' | 'is silent';

  /** Says so many octets, waits a moment, and is gone. */
  const partial = (server: typeof SMTP, octets: Uint8Array, end: End): Program<unknown, void> =>
    program(function* () {
      const fd = yield* socket('stream');
      yield* connect(fd, server);
      if (octets.length > 0) yield* sendAll(fd, octets);
      yield* sleep(seconds(3));
      if (end === 'is silent') yield* sleep(seconds(5_000));
      if (end === 'resets') yield* setsockopt(fd, 'SO_LINGER', NO_TIME);
      yield* close(fd);
    });

  const LISTENERS = 2;

  const left = (end: Run<HostState>) =>
    end.reason._tag === 'Stuck'
      ? end.reason.waiting.filter(({ host }) => host === 'server').map(({ request }) => request.call)
      : [];

  const SMTP_SCRIPT = utf8(
    'EHLO c.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nx\r\n.y\r\n.\r\nQUIT\r\n',
  );
  const POP3_SCRIPT = utf8('USER alice\r\nPASS secret\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n');

  test.each<End>(['ends', 'resets', 'is silent'])(
    'of SMTP, and %s: the mail is there if its dot was, else nothing is',
    (how) => {
      for (let count = 0; count <= SMTP_SCRIPT.length; count++) {
        const end = run(
          world([{ program: partial(SMTP, SMTP_SCRIPT.subarray(0, count), how) }]),
          untilTime(seconds(10_000)),
        );
        const isWhole = count >= SMTP_SCRIPT.length - 'QUIT\r\n'.length;
        expect(left(end), `after ${count} octets`).toEqual(Array.from({ length: LISTENERS }, () => 'accept'));
        expect(mailOf(end.world, 'alice').length, `after ${count} octets`).toBe(isWhole ? 1 : 0);
        expect(draftsIn(end.world)).toEqual([]);
      }
    },
  );

  test.each<End>(['ends', 'resets', 'is silent'])(
    'of POP3, and %s: nothing is removed without QUIT, and the lock is let go',
    (how) => {
      const files = fileTree({ '/alice/new/17.a.host': utf8(LETTER) });
      for (let count = 0; count <= POP3_SCRIPT.length; count++) {
        const acts = [{ program: partial(POP3, POP3_SCRIPT.subarray(0, count), how) }];
        const end = run(world(acts, CLEAN, 7, 'lazy', files), untilTime(seconds(10_000)));
        expect(left(end), `after ${count} octets`).toEqual(Array.from({ length: LISTENERS }, () => 'accept'));
        expect(mailOf(end.world, 'alice').length).toBe(count === POP3_SCRIPT.length ? 0 : 1);
        expect(Object.keys(filesIn(end.world)).filter((path) => path.endsWith('.lock'))).toEqual([]);
      }
    },
  );
});

test('two sessions of one user: the second is told, and a third gets in when the first is gone', () => {
  const holding: Program<unknown, void> = program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, POP3);
    yield* sendAll(fd, utf8('USER alice\r\nPASS secret\r\n'));
    yield* sleep(seconds(100));
    yield* close(fd);
  });
  const stat = fetching({ _tag: 'Stat' });
  const { events } = run(
    world([
      { program: holding },
      { program: stat, when: after(BEGINNING, seconds(60)) },
      { program: stat, when: after(BEGINNING, seconds(110)) },
    ]),
    untilTime(seconds(200)),
  );
  const ends = endsOf(events);
  expect(ends).toContainEqual(
    E.left(expect.objectContaining({ _tag: 'Refused', says: expect.stringContaining('IN-USE') })),
  );
  expect(written(events)).toBe('0 0\n');
});

test('a client that sends an octet a second delays nobody, and is left after its time', () => {
  const drip: Program<unknown, number> = program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, SMTP);
    return yield* iterate(0, (count) =>
      program(function* () {
        const sent = yield* attempt(sendAll(fd, utf8('N')));
        yield* sleep(seconds(1));
        return E.isLeft(sent) ? E.right(count) : E.left(count + 1);
      }),
    );
  });
  const acts = [{ program: drip }, { program: sending(), input: LETTER, when: after(BEGINNING, seconds(30)) }];
  const { world: end, events } = run(world(acts), untilTime(seconds(400)));
  expect(mailOf(end, 'alice').map(bodyOf)).toEqual([LETTER]);
  const exits = events.flatMap((event) =>
    event._tag === 'Exited' && event.host === 'client' ? [[event.process, event.at, event.result] as const] : [],
  );
  // The mail took less than a second. The dripping client was told after five minutes; the server read on for two seconds more, and what came
  // after that was answered by a reset, of which the next octet learnt.
  expect(exits.map(([, at]) => Math.floor(at / 1_000_000_000))).toEqual([30, 304]);
});

test('one connection too many is told so in the words of the protocol, and the server goes on', () => {
  const users = [{ name: 'alice', password: 'secret' }];
  const small = serveSmtp(SMTP, { domain: 'example.org', users, connections: { connections: 2, perAddress: 2 } });
  const idle: Program<unknown, string> = program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, SMTP);
    const words = text(yield* recv(fd, 1_000));
    yield* sleep(seconds(20));
    yield* close(fd);
    return words.slice(0, 3);
  });
  const acts = [
    ...[0, 1, 2].map((second) => ({ program: idle, when: after(BEGINNING, seconds(second)) })),
    { program: sending(), input: LETTER, when: after(BEGINNING, seconds(60)) },
  ];
  const { world: end, events } = run(world(acts, CLEAN, 7, 'lazy', fileTree({}), small), untilTime(seconds(100)));
  expect(endsOf(events)).toEqual([E.right('220'), E.right('220'), E.right('421'), E.right(undefined)]);
  expect(mailOf(end, 'alice').map(bodyOf)).toEqual([LETTER]);
});
