// Trials on the desk: faults in their words, so that a person can read and change them.
import type { Codec } from '@sockeye/sim';
import { FaultCodec, HostFaultCodec, list, record, whole } from '@sockeye/sim';
import { t } from '../basis/fp.ts';
import type { Borne, Placed, Trial } from './Trial.ts';

const MOST = Number.MAX_SAFE_INTEGER;

const placed = record<Placed>('a fault of a cable', { cable: whole('cable', 0, 9_999), fault: FaultCodec });
const borne = record<Borne>('a fault of a host', { host: t.string, fault: HostFaultCodec });

/**
 * A trial as JSON.
 *
 * @category codec
 * @since 0.1.0
 */
export const TrialCodec: Codec<Trial, object> = record<Trial>('a trial', {
  play: t.string,
  sizes: t.record(t.string, whole('size', 0, MOST)),
  seed: whole('seed', 0, 4294967295),
  faults: list(placed),
  hosts: list(borne),
});
