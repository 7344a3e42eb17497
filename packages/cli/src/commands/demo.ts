import { text } from '@sockeye/core';
import { ladder } from '@sockeye/sim';
import type { Paint } from '../demo/paint.ts';
import { paintFor, wrap } from '../demo/paint.ts';
import type { Shown, Tour } from '../demo/tour.ts';
import { tour } from '../demo/tour.ts';
import { EXIT } from '../exits.ts';
import { Lines } from '../report/Lines.ts';
import type { Terminal } from '../Terminal.ts';
import { widthOf } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

const GO_ON: ReadonlyArray<readonly [command: string, says: string]> = [
  [
    'npx sockeye run examples/scenarios/tcp-lossy.yaml --ladder',
    'a scenario of your own begins as a copy of this file',
  ],
  ['npx sockeye run examples/scenarios/tcp-lossy.yaml --network real', 'the same, over this machine’s sockets'],
  ['npx sockeye serve echo --listen 127.0.0.1:7007', 'a server for whoever wants to talk to it'],
  ['npx sockeye --help', 'everything else'],
];

const showScene = ({ played, hasLadder, isLong, notes }: Shown, terminal: Terminal, paint: Paint): void => {
  const width = Math.min(100, widthOf(terminal));
  const indented = (line: string): void => terminal.out(line === '' ? '' : `    ${line}`);
  terminal.out('');
  for (const line of wrap(played.title, width - 2)) terminal.out(`  ${paint.heading(line)}`);
  if (played.faults.length > 0) {
    for (const line of wrap(played.faults.join('; '), width - 4)) indented(paint.quiet(line));
  }
  if (hasLadder && played.legend !== undefined) {
    for (const rung of ladder(played.legend, played.events, { width: width - 4 })
      .trimEnd()
      .split('\n')) {
      indented(paint.rung(rung));
    }
  }
  const lines = new Lines(isLong ? () => undefined : indented, (host) => host, 6);
  for (const event of played.events) if (event._tag === 'Wrote' && event.fd === 1) lines.add(event);
  lines.end();
  for (const { says, holds } of notes) {
    const [first = '', ...rest] = wrap(says, width - 6);
    indented(holds ? paint.good(`✓ ${first}`) : paint.bad(`✗ ${first}`));
    for (const line of rest) indented(`  ${line}`);
  }
};

const print = ({ parts, comparisons, holds }: Tour, terminal: Terminal): void => {
  const { out } = terminal;
  const paint = paintFor(terminal.colour);
  const width = Math.min(100, widthOf(terminal));
  out(paint.heading('Sockeye: see through the socket'));
  for (const { title, says, scenes } of parts) {
    out('');
    out(paint.heading(title));
    for (const line of wrap(says, width - 2)) out(`  ${paint.quiet(line)}`);
    for (const scene of scenes) showScene(scene, terminal, paint);
  }
  out('');
  out(paint.heading('Is the output the same?'));
  for (const line of wrap(
    'Compared: what each program printed, and how it ended. Not compared: when, and the ports that hosts give out.',
    width - 2,
  )) {
    out(`  ${paint.quiet(line)}`);
  }
  for (const { what, equal, left, right } of comparisons) {
    out(equal ? paint.good(`  ✓ ${what}: the same`) : paint.bad(`  ✗ ${what}: different`));
    if (equal) continue;
    for (const line of left) out(`      the one    ${line}`);
    for (const line of right) out(`      the other  ${line}`);
  }
  out('');
  out(paint.heading(holds ? 'Go on' : 'Something that was said above does not hold. Go on'));
  for (const [command, says] of GO_ON) {
    out(`  ${command}`);
    out(`      ${paint.quiet(says)}`);
  }
};

const document = ({ parts, comparisons, holds }: Tour): object => ({
  parts: parts.map(({ title, scenes }) => ({
    title,
    scenes: scenes.map(({ played, hasLadder, notes }) => ({
      title: played.title,
      network: played.network,
      faults: played.faults,
      processes: played.processes.map(({ host, words, output, end, waitsFor }) => ({
        host,
        run: words,
        output: text(output),
        end,
        waitsFor,
      })),
      notes,
      ...(hasLadder && played.legend !== undefined
        ? { ladder: ladder(played.legend, played.events).trimEnd().split('\n') }
        : {}),
    })),
  })),
  comparisons,
  holds,
});

/** `sockeye demo` */
export const addDemo: Adds = (parent, terminal, done) => {
  parent
    .command('demo')
    .description('the ten-second tour: the tutorial on a clean line, on a bad line, and on real sockets')
    .option('--json', 'say it as one JSON document')
    .addHelpText('after', '\nExample:\n  sockeye demo')
    .action(async ({ json }: { readonly json?: true }) => {
      const seen = await tour(terminal.interrupted);
      if (terminal.interrupted.aborted) return done(EXIT.interrupted);
      if (json === true) terminal.out(JSON.stringify(document(seen)));
      else print(seen, terminal);
      return done(seen.holds ? EXIT.done : EXIT.failed);
    });
};
