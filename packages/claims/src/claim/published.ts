// The published claims, the lowest floor first.
import type { Claim } from './Claim.ts';
import { TCP_STREAM_CLAIMS } from './published/tcpStream.ts';
import { UDP_CLAIMS } from './published/udp.ts';
import { WIRE_CLAIMS } from './published/wire.ts';

/**
 * The published claims.
 *
 * @category claims
 * @since 0.1.0
 */
export const CLAIMS: ReadonlyArray<Claim> = [...WIRE_CLAIMS, ...UDP_CLAIMS, ...TCP_STREAM_CLAIMS];
