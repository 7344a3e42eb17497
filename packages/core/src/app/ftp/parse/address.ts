// Where a data connection goes, as PORT, EPRT, PASV and EPSV say it.
import type { Endpoint } from '../../../wire/addresses.ts';
import { endpoint, parseIpv4, showIpv4 } from '../../../wire/addresses.ts';

/** A decimal number without signs or blanks that is no larger than this. */
const number = (word: string | undefined, most: number): number | undefined => {
  if (word === undefined || !/^[0-9]{1,5}$/.test(word)) return undefined;
  const value = Number(word);
  return value <= most ? value : undefined;
};

/**
 * host-port = h1,h2,h3,h4,p1,p2 ; RFC 959 §4.1.2
 *
 * @example
 * parseHostPort('127,0,0,1,4,1') // endpoint(LOOPBACK, 1025)
 */
export const parseHostPort = (argument: string): Endpoint | undefined => {
  const words = argument.split(',');
  const numbers = words.map((word) => number(word, 255));
  const [a, b, c, d, high, low] = numbers;
  if (words.length !== 6 || a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  if (high === undefined || low === undefined) return undefined;
  const address = parseIpv4(`${a}.${b}.${c}.${d}`);
  return address === undefined ? undefined : endpoint(address, high * 256 + low);
};

/** The same, written. */
export const showHostPort = ({ address, port }: Endpoint): string =>
  `${showIpv4(address).replaceAll('.', ',')},${port >>> 8},${port & 255}`;

/**
 * EPRT<space><d><net-prt><d><net-addr><d><tcp-port><d> ; RFC 2428 §2
 *
 * Gives   the end; `protocol` for an address family that is not IPv4; undefined for what is no such argument
 */
export const parseExtendedPort = (argument: string): Endpoint | 'protocol' | undefined => {
  // <d> is any of ASCII 33 to 126, mostly a bar.
  const delimiter = argument.charAt(0);
  if (!/^[!-~]$/.test(delimiter) || /[0-9]/.test(delimiter)) return undefined;
  const words = argument.split(delimiter);
  const [, family, host, port] = words;
  if (words.length !== 5 || words[4] !== '' || family === undefined || !/^[0-9]{1,5}$/.test(family)) return undefined;
  if (family !== '1') return 'protocol';
  const address = parseIpv4(host ?? '');
  const at = number(port, 65_535);
  return address === undefined || at === undefined ? undefined : endpoint(address, at);
};

/**
 * The reply to PASV: six numbers somewhere in the text, for RFC 1123 §4.1.2.6 asks not to rely on brackets.
 *
 * @example
 * parsePassive('Entering Passive Mode (127,0,0,1,4,1).') // endpoint(LOOPBACK, 1025)
 */
export const parsePassive = (said: string): Endpoint | undefined => {
  const [found] = /(?<![0-9])[0-9]{1,3}(,[0-9]{1,3}){5}(?![0-9])/.exec(said) ?? [];
  return found === undefined ? undefined : parseHostPort(found);
};

/** The port in a reply to EPSV: (<d><d><d><tcp-port><d>) ; RFC 2428 §3 */
export const parseExtendedPassive = (said: string): number | undefined => {
  const [, , port] = /\(([!-/:-~])\1\1([0-9]{1,5})\1\)/.exec(said) ?? [];
  const at = number(port, 65_535);
  return at === 0 ? undefined : at;
};
