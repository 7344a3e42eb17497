// What docs/protocols.md says: every failure as it happens, every certificate with its count, every mutant with what sees it.
import type { Fault } from '@sockeye/sim';
import { ladder, showFault } from '@sockeye/sim';
import { fingerprintOf, perform } from '@sockeye/claims';
import type { Form } from '../examples/protocols/forms.ts';
import { ACTIONS, FORMS } from '../examples/protocols/forms.ts';
import { killOf } from '../tests/protocols/killing.ts';
import { PROTOCOL_MUTANTS } from '../tests/protocols/mutants.ts';
import { everySchedule, trialOf } from '../tests/protocols/schedules.ts';

const HEAD = `# Protocols of one's own, and how they break

Stop-and-wait, the alternating bit, go-back-N, selective repeat and TFTP stand in [examples/protocols](../examples/protocols) as
programs over UDP socket calls. The very same programs run in the simulator and on real sockets. Each carries a file: what is sent is
standard input, what arrives is standard output. Here the file is \`abc\` or \`abcd\`, a letter a block (TFTP: 1,200 letters, in blocks
of 512); a datagram is a number of two octets and its block, an acknowledgment is a number alone; and every time-out is one second.

Each promises, by claims in [claims.ts](../examples/protocols/claims.ts):

- \`protocol.prefix\`: what was delivered is a beginning of what was sent, every octet once and in order;
- \`protocol.honest\`: when a client ends without an error, everything has been delivered;
- \`protocol.atLast\`: once the line is healed, everything is delivered at last;
- \`protocol.ends\` (TFTP): the client ends at last, be it with an error;
- \`protocol.noStorm\`, \`tftp.noStorm\`: a block is sent again only when its time-out has passed.

There are three kinds of line. A **perfect** one does nothing. An **ordered** one loses frames, and sends some twice, one behind the
other. An **unordered** one also delays a frame by 1.2 s, which is longer than the time-out, and brings late copies, by 25 ms or 1.2 s.

This page is made by \`npm run docs:protocols\`, which runs all of it; a test compares.`;

/** The first of the smallest schedules that break the form as it is said to break. */
export const witnessOf = ({ play, breaks }: Form): ReadonlyArray<Fault> => {
  if (breaks === undefined) return [];
  for (const most of [1, 2]) {
    const found = everySchedule(play, [breaks.claim], breaks.on, most, 'udp').broken.find(({ breaches }) =>
      breaches.some(({ violation }) => violation.kind === breaks.kind),
    );
    if (found !== undefined) return found.faults;
  }
  return [];
};

const screen = (form: Form, faults: ReadonlyArray<Fault>): string => {
  const made = perform(form.play, trialOf(form.play, faults));
  if (made._tag === 'Left') throw new Error(made.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  const { beginning, events } = made.right;
  return ladder(beginning.setting, events, { width: 110, processes: true }).trimEnd();
};

const failure = (form: Form): string => {
  const { name, says, breaks, repaired } = form;
  if (breaks === undefined) return '';
  const faults = witnessOf(form);
  return `### ${name}

${says} On a line that is ${breaks.on}, \`${breaks.claim.name}\` is broken: ${breaks.kind} (fingerprint
\`${fingerprintOf(breaks.claim, { kind: breaks.kind })}\`). The smallest counterexample has ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}:
${faults.map((fault) => `\`${showFault(fault)}\``).join(' and ')}.
${repaired === undefined ? '' : `Mended: \`${repaired}\`.`}

\`\`\`text
${screen(form, faults)}
\`\`\``;
};

const certificate = ({ name, says, play, claims, holds }: Form): string => {
  const { runs, broken } = everySchedule(play, claims, holds, 2);
  const verdict = broken.length === 0 ? 'none broken' : `${broken.length} broken`;
  return `| \`${name}\` | ${says} | ${holds} | ${ACTIONS[holds].length} | ${runs} | ${verdict} |`;
};

/** docs/protocols.md, before prettier. */
export const protocolsPage = async (): Promise<string> => {
  const kills: Array<string> = [];
  for (const mutant of PROTOCOL_MUTANTS) {
    // One after the other: each loads its own copy of the programs.
    const kill = await killOf(mutant);
    const faults = kill?.faults.map((fault) => `\`${fault}\``).join(', ') ?? '';
    const by = kill?.claims.map((claim) => `\`${claim}\``).join(', ') ?? '**nobody**';
    kills.push(`| \`${mutant.id}\` | ${mutant.wrong} | ${faults === '' ? 'none needed' : faults} | ${by} |`);
  }
  return [
    HEAD,
    '## Failures',
    ...FORMS.filter(({ breaks }) => breaks !== undefined).map(failure),
    `## Certificates

Every schedule of at most two faults, on any frame, ARP's included: what the line may do to one frame, at every place of the run.

| form | what it is | line | deeds | runs | claims |
| --- | --- | --- | --- | --- | --- |
${FORMS.map(certificate).join('\n')}`,
    `## Defects that the claims see

Each is one text of one file, exchanged for another. Beside it the fewest faults with which it shows.

| defect | what is wrong | faults | broken claims |
| --- | --- | --- | --- |
${kills.join('\n')}`,
  ].join('\n\n');
};
