// What docs/mail.md says: one mail on a bad line, as it happens, and many of them, counted.
import { BEGINNING, after, seconds } from '@sockeye/core';
import type { CableSpec } from '@sockeye/sim';
import { ladder, readFault, run, untilTime } from '@sockeye/sim';
import { CLEAN, fetching, mailOf, sending, world, written } from '../tests/app/mail/stage.ts';

/** The line of the page, in the words of netem. */
export const FAULTS: ReadonlyArray<string> = ['loss 20%', 'reorder 25% 50%', 'duplicate 10%'];

export const LETTER = 'Subject: hello\n\nThis is the message.\n.It has a dot.\n';

/** Seeds that are tried for the table. */
const SEEDS = 200;
/** The run that is drawn. */
const DRAWN = 11;

export const badLine: CableSpec = {
  ...CLEAN,
  faults: FAULTS.map((words) => {
    const read = readFault(words);
    if (read._tag === 'Left') throw new Error(`${words}: ${JSON.stringify(read.left)}`);
    return read.right;
  }),
};

const HEAD = `# A mail on a bad line

The client of \`sockeye smtp send\` and the server of \`sockeye serve smtp\`, in the simulator: the very programs that run on real
sockets, the server's Maildir in the memory of its host. The cable between them loses 20 % of all frames, lets a quarter of them
overtake others, and doubles a tenth:`;

const MIDDLE = `SMTP answers \`250\` to the final dot when the message is on the disk: written to \`tmp\`, synced, and named in \`new\`. So what
was accepted is there, whole, and once. TCP sees to the line beneath: what is lost is sent again, what comes twice is heard once.

What the client printed:`;

/** A run of the mail with a seed; ten minutes of virtual time are more than it needs. */
export const mailRun = (seed: number): ReturnType<typeof played> => played(seed, false);

const played = (seed: number, fetches: boolean) => {
  const acts = [
    { program: sending(), input: LETTER },
    ...(fetches ? [{ program: fetching({ _tag: 'Retr', message: 1 }), when: after(BEGINNING, seconds(600)) }] : []),
  ];
  return run(world(acts, badLine, seed), untilTime(seconds(1_200)));
};

const counted = (): string => {
  let once = 0;
  let frames = 0;
  let lost = 0;
  let doubled = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { world: end, events } = mailRun(seed);
    if (mailOf(end, 'alice').length === 1 && written(events) === 'accepted alice@example.org\n') once += 1;
    for (const { _tag } of events) {
      if (_tag === 'FrameSent') frames += 1;
      if (_tag === 'FrameLost') lost += 1;
      if (_tag === 'FrameDuplicated') doubled += 1;
    }
  }
  return `| seeds | frames sent | lost | doubled | mails accepted, and there exactly once |
| --- | --- | --- | --- | --- |
| ${SEEDS} | ${frames} | ${lost} | ${doubled} | ${once} |`;
};

const fence = (words: string): string => `\`\`\`text\n${words.trimEnd()}\n\`\`\``;

/** docs/mail.md, before prettier. */
export const mailPage = (): string => {
  const { world: end, events } = mailRun(DRAWN);
  const fetched = written(played(DRAWN, true).events).replace(/^accepted .*\n/, '');
  return [
    HEAD,
    fence(FAULTS.join('\n')),
    `Seed ${DRAWN}:`,
    fence(ladder(end.setting, events, { width: 110, processes: true })),
    MIDDLE,
    fence(written(events)),
    'What lies in `alice/new`, with the two fields that the server wrote above it:',
    fence(mailOf(end, 'alice').join('')),
    'What `sockeye pop3 retr` fetches afterwards, over the same line:',
    fence(fetched.replaceAll('\r\n', '\n')),
    '## Many of them',
    counted(),
    'What happens where the answer itself is lost, and the client sends again, is tried at every frame in `tests/app/mail/worlds.test.ts`.',
    'This page is made by `npm run docs:mail`, which runs all of it; a test compares.',
  ].join('\n\n');
};
