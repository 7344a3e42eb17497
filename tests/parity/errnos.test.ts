// Which errors occur in the parity list, and why the others cannot: whoever adds an errno decides where it belongs.
import { expect, test } from 'vitest';
import type { Errno } from '@sockeye/core';
import { ERRNO, ERRORS_OF } from '@sockeye/core';
import { PARITY } from './programs.ts';

/** Errors that no program of the list can bring about on both networks. */
const NOT_HERE: Readonly<Partial<Record<Errno, string>>> = {
  EINTR: 'no call of the table answers it: it is what a run answers that was interrupted from outside',
  ENOBUFS: 'no call of the table answers it: what does not fit waits, or is EAGAIN',
  EIO: 'a disk that fails is not to be had in a test',
  ELOOP: 'there are no symbolic links in memory',
  ENOSPC: 'memory is told how much it has, and the disk of a test is not filled',
  EROFS: 'the directory of a test can be written',
  EXDEV: 'the directory of a test lies on one disk',
  ESRCH: 'isAlive tells it as false',
  ETIMEDOUT: 'on loopback every SYN is answered: Node takes connections from the backlog at once, so it is never full',
  EHOSTUNREACH: 'on loopback no router answers that it knows no way',
};

/** Every name of an error, and every number as connect_ex and SO_ERROR tell it, in what the programs are expected to answer. */
const namesIn = (expected: unknown): ReadonlyArray<string> => {
  if (Array.isArray(expected)) return expected.flatMap(namesIn);
  if (typeof expected === 'string') return [expected];
  return [];
};

const occurring = new Set(PARITY.flatMap(({ expected }) => namesIn(expected)).filter((name) => name in ERRNO));

// ECONNABORTED is told as a number only, by connect_ex.
const ABORTED = PARITY.some(({ expected }) => Array.isArray(expected) && expected.includes(ERRNO.ECONNABORTED[0]));

test('there are at least sixty programs, and no two have the same name', () => {
  expect(PARITY.length).toBeGreaterThanOrEqual(60);
  expect(new Set(PARITY.map(({ name }) => name)).size).toBe(PARITY.length);
});

test('every errno occurs in the list, or there is a reason why it cannot; never both', () => {
  const seen = [...occurring, ...(ABORTED ? ['ECONNABORTED'] : []), ...Object.keys(NOT_HERE)];
  expect(seen.toSorted()).toEqual(Object.keys(ERRNO).toSorted());
});

test('what no call answers is in no row of the table', () => {
  const rows = new Set(Object.values(ERRORS_OF).flatMap((row) => Object.keys(row)));
  const unanswered = Object.keys(ERRNO).filter((name) => !rows.has(name));
  expect(unanswered).toEqual(['EINTR', 'ENOBUFS']);
});
