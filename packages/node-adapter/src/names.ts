import dns from 'node:dns';
import { endpoint, parseIpv4 } from '@sockeye/core';
import { endOf } from './addresses.ts';
import type { Outcome } from './waits.ts';
import { done, failed, later } from './waits.ts';

/** Dotted decimal is read here; any other name is asked of the system's resolver, for IPv4 addresses. */
export const getaddrinfo = (name: string, port: number): Outcome => {
  const address = parseIpv4(name);
  if (address !== undefined) return done([endpoint(address, port)]);
  // Node takes an empty name for localhost; to getaddrinfo it is none.
  if (name === '') return failed('ENOTFOUND');
  return later((answer) => {
    dns.lookup(name, { family: 4, all: true }, (error, found) => {
      const ends = error === null ? found.map((entry) => endOf(entry.address, port)) : [];
      answer(ends.length === 0 ? failed('ENOTFOUND') : done(ends));
    });
  });
};
