// Addresses that need no question: they say by themselves which stations they mean.
import type { Ipv4Address, MacAddress } from '../wire/addresses.ts';
import { BROADCAST_MAC, LIMITED_BROADCAST, prefixMask } from '../wire/addresses.ts';
import type { ArpConfig } from './State.ts';

/** 01:00:5e:00:00:00, under which the groups of IPv4 lie. (RFC 1112 §6.4) */
const GROUPS = 0x01005e000000;

/** 224.0.0.0 to 239.255.255.255. */
export const isGroup = (address: Ipv4Address): boolean => address >>> 28 === 14;

/** The broadcast address of the link; a prefix of 31 or 32 has none. (RFC 919; RFC 3021) */
export const isBroadcast = (address: Ipv4Address, config: ArpConfig): boolean =>
  address === LIMITED_BROADCAST ||
  (config.prefix < 31 && address === (config.address | ~prefixMask(config.prefix)) >>> 0);

/**
 * The hardware address that follows from an Internet address alone.
 *
 * Gives   the broadcast address for a broadcast, a group's address for a group (its low 23 bits), else undefined
 * RFC     894; 1112 §6.4
 */
export const mapped = (address: Ipv4Address, config: ArpConfig): MacAddress | undefined => {
  if (isBroadcast(address, config)) return BROADCAST_MAC;
  return isGroup(address) ? ((GROUPS + (address & 0x7fffff)) as MacAddress) : undefined;
};
