// npm run bench:check [-- P8 …]: measures each gate in short form, and prints a line for each.
// A timing fails only when its median and the ratio of its minima are over the gate twice, the second time with twice the rounds.
import type { Gate } from './gates.ts';
import { GATES } from './gates.ts';
import type { Ratio } from './turns.ts';

const show = (n: number): string =>
  n >= 100 || Number.isInteger(n) ? Math.round(n).toLocaleString('en') : n.toFixed(2);

const isOver = ({ median, best }: Ratio, gate: number): boolean => median > gate && best > gate;

const line = ({ number, gate, about }: Gate, { median, best }: Ratio, word: string): string =>
  `${number} ${show(median)} (gate ${show(gate)}) ${word}  ${about}${best === median ? '' : `; of minima ${show(best)}`}`;

type Answer = 'ok' | 'MISSED' | 'skipped';

const check = async (gate: Gate): Promise<Answer> => {
  let measured = await gate.measure(gate.rounds);
  if (measured === undefined) {
    console.log(`${gate.number} NOT MEASURED: ${gate.missing ?? 'no reason given'}  ${gate.about}`);
    return 'skipped';
  }
  if (isOver(measured, gate.gate) && gate.rounds > 0) {
    console.log(line(gate, measured, 'over; again, with twice the rounds'));
    measured = (await gate.measure(2 * gate.rounds)) ?? measured;
  }
  const missed = isOver(measured, gate.gate);
  const factor = gate.gate === 0 ? '' : ` by a factor of ${show(measured.median / gate.gate)}`;
  console.log(line(gate, measured, missed ? `MISSED${factor}` : 'ok'));
  return missed ? 'MISSED' : 'ok';
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !GATES.some(({ number }) => number === name));
if (unknown !== undefined) {
  console.error(
    `no gate is called ${unknown}; there are ${[...new Set(GATES.map(({ number }) => number))].join(', ')}`,
  );
  process.exitCode = 2;
} else {
  const answers: Array<Answer> = [];
  for (const gate of GATES) if (asked.length === 0 || asked.includes(gate.number)) answers.push(await check(gate));
  const count = (answer: Answer): number => answers.filter((each) => each === answer).length;
  console.log(`${count('ok')} gates held, ${count('MISSED')} missed, ${count('skipped')} not measured`);
  if (count('MISSED') > 0) process.exitCode = 1;
}
