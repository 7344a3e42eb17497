import { hex2 } from '../basis/bytes.ts';

declare const macBrand: unique symbol;
declare const ipv4Brand: unique symbol;
declare const portBrand: unique symbol;

/** A 48-bit hardware address, as a whole number: the first octet is the most significant one. */
export type MacAddress = number & { readonly [macBrand]: true };

/** A 32-bit Internet address, as an unsigned whole number: 10.0.0.1 is 0x0a000001. */
export type Ipv4Address = number & { readonly [ipv4Brand]: true };

/** A port of UDP or TCP: 0 to 65535, where 0 means "any" in a request and "none" on the wire. */
export type Port = number & { readonly [portBrand]: true };

/** An end of a conversation: an address and a port. */
export interface Endpoint {
  readonly address: Ipv4Address;
  readonly port: Port;
}

/** The station address that every station listens to. */
export const BROADCAST_MAC: MacAddress = 0xffffffffffff as MacAddress;

/** The address of a wildcard bind (INADDR_ANY): every address of the host. */
export const ANY_ADDRESS: Ipv4Address = 0 as Ipv4Address;

/** 127.0.0.1. */
export const LOOPBACK: Ipv4Address = 0x7f000001 as Ipv4Address;

/** 255.255.255.255. */
export const LIMITED_BROADCAST: Ipv4Address = 0xffffffff as Ipv4Address;

/**
 * An Internet address in dotted decimal, or undefined where the text is none.
 *
 * @example
 * parseIpv4('10.0.0.1') // 167772161
 *
 * @category codec
 * @since 0.1.0
 */
export const parseIpv4 = (text: string): Ipv4Address | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address as Ipv4Address;
};

/**
 * An Internet address from its four octets.
 *
 * @example
 * showIpv4(ipv4Address(10, 0, 0, 1)) // '10.0.0.1'
 *
 * @category constructors
 * @since 0.1.0
 */
export const ipv4Address = (a: number, b: number, c: number, d: number): Ipv4Address =>
  (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) as Ipv4Address;

/** Dotted decimal. */
export const showIpv4 = (address: Ipv4Address): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** A hardware address as six pairs of hexadecimal digits, or undefined where the text is none. */
export const parseMac = (text: string): MacAddress | undefined =>
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? (parseInt(text.split(':').join(''), 16) as MacAddress) : undefined;

/**
 * A hardware address as six pairs of hexadecimal digits.
 *
 * @example
 * showMac(BROADCAST_MAC) // 'ff:ff:ff:ff:ff:ff'
 *
 * @category trace
 * @since 0.1.0
 */
export const showMac = (address: MacAddress): string => {
  const high = Math.floor(address / 4294967296);
  const low = address >>> 0;
  return [high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low].map((octet) => hex2(octet & 255)).join(':');
};

/** Does the group bit say that this is no single station's address? (IEEE 802.3 §3.2.3) */
export const isGroupMac = (address: MacAddress): boolean => (Math.floor(address / 1099511627776) & 1) === 1;

/** A port number, unchecked. */
export const port = (n: number): Port => n as Port;

/** An end of a conversation. */
export const endpoint = (address: Ipv4Address, at: number): Endpoint => ({ address, port: at as Port });

/** `10.0.0.1:80`. */
export const showEndpoint = (end: Endpoint): string => `${showIpv4(end.address)}:${end.port}`;

/** The mask of a prefix length, 0 to 32. */
export const prefixMask = (length: number): number => (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0);

/** Does an address lie in a network? */
export const inPrefix = (address: Ipv4Address, network: Ipv4Address, length: number): boolean =>
  ((address ^ network) & prefixMask(length)) === 0;
