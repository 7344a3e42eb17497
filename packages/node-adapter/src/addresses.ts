import type { Endpoint } from '@sockeye/core';
import { ANY_ADDRESS, endpoint, parseIpv4, showIpv4 } from '@sockeye/core';

/** What Node wants for an end. */
export const hostOf = (end: Endpoint): string => showIpv4(end.address);

/** What Node says of an end, as ours. */
export const endOf = (address: string | undefined, port: number | undefined): Endpoint =>
  endpoint(parseIpv4(address ?? '') ?? ANY_ADDRESS, port ?? 0);

/** Where a socket is that was never given an address. */
export const NOWHERE: Endpoint = endpoint(ANY_ADDRESS, 0);
