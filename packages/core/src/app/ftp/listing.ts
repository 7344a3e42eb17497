// How directories are shown: as `ls -l` shows them, and as facts.
import type { Instant } from '../../basis/time.ts';
import type { FileKind } from '../../socket/calls/files.ts';
import { civilOf, secondsAt, showTime } from './parse/time.ts';

/** What is known of a name. */
export interface Entry {
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly mtime: Instant;
  readonly ino: number;
}

const MONTHS: ReadonlyArray<string> = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** Half a year, in seconds: older than that, `ls` shows the year instead of the hour. */
const RECENT = 15_778_476;

const padded = (n: number): string => String(n).padStart(2, '0');

const when = (mtime: Instant, now: Instant): string => {
  const seconds = secondsAt(mtime);
  const age = secondsAt(now) - seconds;
  const { year, month, day, hour, minute } = civilOf(seconds);
  const time = age < RECENT && age >= 0 ? `${padded(hour)}:${padded(minute)}` : ` ${year}`;
  return `${MONTHS[month - 1] ?? 'Jan'} ${String(day).padStart(2, ' ')} ${time}`;
};

/**
 * A line of LIST, without its end. Programs read it, so it has the nine columns of `ls -l`.
 *
 * Source  no RFC says what LIST answers; this is what every FTP client can read
 *
 * @example
 * longLine({ name: 'a.txt', kind: 'file', size: 12, mtime: instant(0), ino: 1 }, instant(60e9), true)
 * // '-rw-r--r--    1 ftp      ftp                12 Jan  1 00:00 a.txt'
 */
export const longLine = (entry: Entry, now: Instant, isWritable: boolean): string => {
  const isDirectory = entry.kind === 'directory';
  const letter = isDirectory ? 'd' : '-';
  const mode = isDirectory ? (isWritable ? 'rwxr-xr-x' : 'r-xr-xr-x') : isWritable ? 'rw-r--r--' : 'r--r--r--';
  const size = String(entry.size).padStart(12, ' ');
  return `${letter}${mode} ${String(isDirectory ? 2 : 1).padStart(4, ' ')} ftp      ftp      ${size} ${when(entry.mtime, now)} ${entry.name}`;
};

/** The facts that we know, in the order in which we tell them. (RFC 3659 §7.5) */
export const FACTS = ['type', 'size', 'modify', 'perm', 'unique'] as const;

export type Fact = (typeof FACTS)[number];

/** What may be done with it: letters of RFC 3659 §7.5.5. */
const permissions = (kind: FileKind, isWritable: boolean): string => {
  if (kind === 'directory') return isWritable ? 'cdeflmp' : 'el';
  return isWritable ? 'adfrw' : 'r';
};

const factOf = (fact: Fact, entry: Entry, isWritable: boolean, type: string): string => {
  switch (fact) {
    case 'type':
      return type;
    case 'size':
      return String(entry.size);
    case 'modify':
      return showTime(entry.mtime);
    case 'perm':
      return permissions(entry.kind, isWritable);
    case 'unique':
      return entry.ino.toString(16);
  }
};

/**
 * entry = [ facts ] SP pathname ; RFC 3659 §7.2
 *
 * Takes   an entry, which facts are wanted, and whether it may be changed. The size of a directory is nobody's fact.
 *
 * @example
 * factsLine({ name: 'a.txt', kind: 'file', size: 12, mtime: instant(0), ino: 1 }, ['type', 'size'], true) // 'type=file;size=12; a.txt'
 */
export const factsLine = (
  entry: Entry,
  facts: ReadonlyArray<Fact>,
  isWritable: boolean,
  type: 'file' | 'dir' | 'cdir' | 'pdir' = entry.kind === 'directory' ? 'dir' : 'file',
): string => {
  const told = facts.filter((fact) => fact !== 'size' || entry.kind !== 'directory');
  return `${told.map((fact) => `${fact}=${factOf(fact, entry, isWritable, type)};`).join('')} ${entry.name}`;
};
