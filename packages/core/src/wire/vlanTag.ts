// The tag of IEEE 802.1Q, between the addresses of a frame and its type: four octets, of which the first two are an EtherType.
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';

const FIELDS = {
  priority: 'u3',
  dropEligible: 'flag',
  vlan: 'u12',
  etherType: 'u16',
} as const;

export type VlanTag = HeaderOf<typeof FIELDS>;

/**
 * The tag's control information and the type of what follows, as a table: what stands behind the EtherType 0x8100 or 0x88a8.
 *
 * @category codec
 * @since 0.1.0
 */
export const vlanTag: Layout<typeof FIELDS> = layout('vlan', FIELDS, {
  priority: 'PCP',
  dropEligible: 'DEI',
  vlan: 'VID',
  etherType: 'EtherType',
});

/** Octets of a tag behind its EtherType, the next EtherType included. */
export const VLAN_TAG_LENGTH = 4;
