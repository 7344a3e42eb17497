// Everything that this package publishes, under its names.
import { CLAIMS } from '../claim/published.ts';
import { NETWORKS } from '../network/published.ts';
import { PLAYS } from '../play/published.ts';
import type { Catalogue } from './Catalogue.ts';
import { catalogueOf } from './Catalogue.ts';

/**
 * The published plays, claims and networks.
 *
 * @category checks
 * @since 0.1.0
 */
export const PUBLISHED: Catalogue = catalogueOf(PLAYS, CLAIMS, NETWORKS);
