// One run as plain data: together with a play it determines everything to the byte. Counterexamples, campaigns and links are made of it.
import type { Fault, HostFault } from '@sockeye/sim';
import type { Sizes } from './Play.ts';

/** A fault of a cable, by the cable's place in the topology. */
export interface Placed {
  readonly cable: number;
  readonly fault: Fault;
}

/** A fault of a host. */
export interface Borne {
  readonly host: string;
  readonly fault: HostFault;
}

/**
 * A trial of a play.
 *
 * @category plays
 * @since 0.1.0
 */
export interface Trial {
  /** The name of the play. */
  readonly play: string;
  readonly sizes: Sizes;
  readonly seed: number;
  /** By chance, or scripted; those by chance cease when the play's rage is over. */
  readonly faults: ReadonlyArray<Placed>;
  readonly hosts: ReadonlyArray<Borne>;
}
