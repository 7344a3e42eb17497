import { rules as arp } from '../arp/rules.ts';
import type { Rule } from '../basis/note.ts';
import { rules as cable } from '../cable/rules.ts';
import { rules as ethernet } from '../ethernet/rules.ts';
import { rules as icmp } from '../icmp/rules.ts';
import { rules as ipv4 } from '../ipv4/rules.ts';
import { rules as socket } from '../socket/rules.ts';
import { RULES as tcp } from '../tcp/rules.ts';
import { rules as udp } from '../udp/rules.ts';
import { rules as processes } from './processes/rules.ts';

/** The floors that have rules, by the word before the dot of a rule's id. */
export type FloorName = 'cable' | 'ethernet' | 'arp' | 'ipv4' | 'icmp' | 'udp' | 'tcp' | 'socket' | 'processes';

/**
 * Every rule of the house: the table of each floor, from the cable upwards.
 *
 * What a trace notes is one of these, so that a reader can look up any rule, and a test can say which have never fired.
 *
 * @example
 * Object.keys(ALL_RULES) // ['cable', 'ethernet', 'arp', 'ipv4', 'icmp', 'udp', 'tcp', 'socket', 'processes']
 * Object.values(ALL_RULES.udp)[0]?.id // 'udp.delivered'
 *
 * @category rules
 * @since 0.1.0
 */
export const ALL_RULES: Readonly<Record<FloorName, Readonly<Record<string, Rule>>>> = {
  cable,
  ethernet,
  arp,
  ipv4,
  icmp,
  udp,
  tcp,
  socket,
  processes,
};
