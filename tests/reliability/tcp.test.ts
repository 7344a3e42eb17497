import { after, BEGINNING, equalBytes, seconds } from '@sockeye/core';
import { cableUnder } from '@sockeye/claims';
import { run } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT, describeCable, output, SERVER, streaming } from './worlds.ts';

// SOCKEYE_RUNS and SOCKEYE_SEED replay a failure or make the campaign longer; `npm run reliability` sets them.
const environment = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env ?? {};
const RUNS = Number(environment['SOCKEYE_RUNS'] ?? 10_000);
const SEED = Number(environment['SOCKEYE_SEED'] ?? 20_261_124);

/** The faults rage so long; then the cable is healed. */
const HEALED = seconds(20);

/** After this much longer everything must have arrived: a backed-off timer waits 60 s at the most, and may have to several times. */
const PATIENCE = seconds(600);

/** A piece that fills several segments, each octet of which tells where it stands. */
const large = fc
  .record({ length: fc.integer({ min: 1, max: 6_000 }), first: fc.integer({ min: 0, max: 255 }) })
  .map(({ length, first }) => Uint8Array.from({ length }, (_, i) => (first + i + (i >> 8)) & 255));

const payload = fc.array(fc.oneof(large, fc.uint8Array({ minLength: 1, maxLength: 300 })), { maxLength: 6 });

const cable = cableUnder({
  between: [CLIENT, SERVER],
  loss: 30,
  duplicate: 10,
  reorder: 30,
  corrupt: 10,
  until: HEALED,
});

/** A long campaign is cut into parts, so that it shows how far it is; each part has a seed of its own. */
const PART = 10_000;
const PARTS = Array.from({ length: Math.ceil(RUNS / PART) }, (_, part) => ({
  seed: SEED + part,
  runs: Math.min(PART, RUNS - part * PART),
}));

/** A failure says how to see it again. */
const replayable = ({ seed, runs }: (typeof PARTS)[number], check: () => void): void => {
  try {
    check();
  } catch (error) {
    const again = `SOCKEYE_SEED=${seed} SOCKEYE_RUNS=${runs} npm run reliability`;
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\nto see it again: ${again}`, {
      cause: error,
    });
  }
};

describe('TCP', () => {
  test.each(PARTS)(
    'what the reader reads is a prefix of what was written, and all of it once the faults heal ($runs runs, seed $seed)',
    (part) => {
      let resent = 0;
      let struck = 0;
      replayable(part, () =>
        fc.assert(
          fc.property(payload, cable, fc.nat(), (pieces, line, seed) => {
            const written = Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)));
            const raging = run(streaming(pieces, line, seed), { instant: after(BEGINNING, HEALED) });
            const early = output(raging.events, SERVER);
            const what = `${describeCable(line)}; seed ${seed}`;
            expect(equalBytes(early, written.subarray(0, early.length)), `not a prefix under ${what}`).toBe(true);
            const healed = run(raging.world, { instant: after(after(BEGINNING, HEALED), PATIENCE) });
            const events = [...raging.events, ...healed.events];
            const read = output(events, SERVER);
            expect(read.length, `not all of it under ${what}`).toBe(written.length);
            expect(equalBytes(read, written), `other octets under ${what}`).toBe(true);
            const ends = events.filter((event) => event._tag === 'Exited' && event.thread === 0);
            expect(ends.length, `a program did not end under ${what}`).toBe(2);
            for (const end of ends) {
              expect(end._tag === 'Exited' && end.result._tag, `a program failed under ${what}`).toBe('Right');
            }
            if (events.some((e) => e._tag === 'Note' && e.rule.id === 'tcp.retransmissionTimeout')) resent += 1;
            if (events.some((e) => e._tag === 'FrameLost' || e._tag === 'FrameCorrupted')) struck += 1;
          }),
          { numRuns: part.runs, seed: part.seed },
        ),
      );
      // A property that no fault ever touched would say nothing.
      expect(struck).toBeGreaterThan(part.runs / 3);
      expect(resent).toBeGreaterThan(part.runs / 10);
    },
    1_200_000,
  );
});
