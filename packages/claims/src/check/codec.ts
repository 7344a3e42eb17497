// Tallies and units of work on the desk: what is sent to another process or machine, and what comes back.
import type { Codec } from '@sockeye/sim';
import { list, record, whole } from '@sockeye/sim';
import { t } from '../basis/fp.ts';
import { TrialCodec } from '../play/codec.ts';
import type { Broken, Counts, Tally } from './Tally.ts';
import type { Unit } from './unit.ts';

const MOST = Number.MAX_SAFE_INTEGER;

const count = whole('count', 0, MOST);

const counts: Codec<Counts> = t.record(t.string, count);

const broken = record<Broken>('a broken claim', {
  run: count,
  trial: TrialCodec,
  kind: t.string,
  says: t.string,
  fingerprint: t.string,
  times: count,
});

/**
 * A tally as JSON.
 *
 * @category codec
 * @since 0.1.0
 */
export const TallyCodec: Codec<Tally, object> = record<Tally>('a tally', {
  runs: count,
  steps: count,
  held: counts,
  undecided: counts,
  broken: t.record(t.string, broken),
  goals: counts,
  coverage: counts,
});

/**
 * A unit of work as JSON.
 *
 * @category codec
 * @since 0.1.0
 */
export const UnitCodec: Codec<Unit, object> = record<Unit>('a unit', {
  play: t.string,
  claims: list(t.string),
  network: t.string,
  seed: whole('seed', 0, 4294967295),
  first: count,
  runs: count,
});
