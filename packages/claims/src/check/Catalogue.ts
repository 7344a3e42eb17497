// What units of work name: a process that has the same catalogue finds the same plays, claims and networks under these names.
import type { Claim } from '../claim/Claim.ts';
import type { Network } from '../network/Network.ts';
import type { Play } from '../play/Play.ts';

/**
 * Plays, claims and networks by name.
 *
 * @category checks
 * @since 0.1.0
 */
export interface Catalogue {
  readonly plays: ReadonlyMap<string, Play>;
  readonly claims: ReadonlyMap<string, Claim>;
  readonly networks: ReadonlyMap<string, Network>;
}

const byName = <A extends { readonly name: string }>(all: ReadonlyArray<A>): ReadonlyMap<string, A> =>
  new Map(all.map((one) => [one.name, one]));

/** A catalogue of these. */
export const catalogueOf = (
  plays: ReadonlyArray<Play>,
  claims: ReadonlyArray<Claim>,
  networks: ReadonlyArray<Network>,
): Catalogue => ({ plays: byName(plays), claims: byName(claims), networks: byName(networks) });
