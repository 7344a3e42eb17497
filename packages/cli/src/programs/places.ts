// Where a program goes, as it stands on a command line: a host and a port, or both in one word.
import type { Endpoint, Program } from '@sockeye/core';
import { andThen, endpoint, getaddrinfo, parseIpv4, succeed } from '@sockeye/core';
import { InvalidArgumentError } from 'commander';

/** A host, by name or in dotted decimal, and a port. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

// RFC 1123 §2.1: labels of letters, digits and hyphens; the underscore is in use as well.
const NAME = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/;

/** A host's name, or its address in dotted decimal. What looks like an address and is none is refused here, not asked of a resolver. */
export const readHost = (word: string): string => {
  const numeric = /^[0-9.]+$/.test(word);
  if (numeric ? parseIpv4(word) !== undefined : NAME.test(word)) return word;
  throw new InvalidArgumentError(
    `${JSON.stringify(word)} is not a host: a name, or an IPv4 address as in 127.0.0.1, was expected.`,
  );
};

const readPort =
  (least: number) =>
  (word: string): number => {
    const port = /^[0-9]{1,5}$/.test(word) ? Number(word) : -1;
    if (port >= least && port <= 65_535) return port;
    throw new InvalidArgumentError(
      `${JSON.stringify(word)} is not a port: a number from ${least} to 65535 was expected.`,
    );
  };

/** The port of a server that somebody goes to. */
export const readRemotePort: (word: string) => number = readPort(1);

/** A port of one's own; 0 is any that is free. */
export const readLocalPort: (word: string) => number = readPort(0);

/** HOST:PORT, where somebody listens. */
export const readPlace = (word: string): Place => {
  const colon = word.lastIndexOf(':');
  if (colon < 1) {
    throw new InvalidArgumentError(`${JSON.stringify(word)} is not HOST:PORT, as in 127.0.0.1:7000.`);
  }
  return { host: readHost(word.slice(0, colon)), port: readLocalPort(word.slice(colon + 1)) };
};

/** A number of seconds, more than none. */
export const readSeconds = (word: string): number => {
  const seconds = /^[0-9]+(\.[0-9]+)?$/.test(word) ? Number(word) : 0;
  if (seconds > 0 && seconds <= 1_000_000) return seconds;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not a time in seconds, more than 0, as in 10 or 0.5.`);
};

/** A program that goes to a place. An address needs no resolver, so that the program asks nothing that the tutorial does not. */
export const goingTo = (
  { host, port }: Place,
  program: (end: Endpoint) => Program<unknown, unknown>,
): Program<unknown, unknown> => {
  const address = parseIpv4(host);
  if (address !== undefined) return program(endpoint(address, port));
  return andThen(getaddrinfo(host, port), ([first]) => (first === undefined ? succeed(undefined) : program(first)));
};
