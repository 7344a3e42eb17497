// Symbols by the names that one system has for them.
import { FREEBSD } from './freebsd.ts';
import { LINUX } from './linux.ts';

/** Whose numbers: those of the stack that is played. */
export type Dialect = 'linux' | 'freebsd';

/** Both tables, with one system's numbers first: a name that only the other has keeps its number there. */
const TABLES: Readonly<Record<Dialect, Readonly<Record<string, number>>>> = {
  linux: { ...FREEBSD, ...LINUX },
  freebsd: { ...LINUX, ...FREEBSD },
};

/** The number of a symbol, or undefined. */
export const symbolNumber = (dialect: Dialect, name: string): number | undefined =>
  Object.hasOwn(TABLES[dialect], name) ? TABLES[dialect][name] : undefined;

/** The symbols with a prefix whose bits are all in a set: `POLLIN|POLLOUT`. */
export const showBits = (dialect: Dialect, prefix: string, bits: number): string => {
  const found: Array<string> = [];
  let left = bits;
  for (const [name, value] of Object.entries(TABLES[dialect])) {
    if (name.startsWith(prefix) && !name.startsWith(`${prefix}_`) && value !== 0 && (left & value) === value) {
      found.push(name);
      left &= ~value;
    }
  }
  if (left !== 0) found.push(`0x${(left >>> 0).toString(16)}`);
  return found.length === 0 ? '0' : found.join('|');
};

const own: Readonly<Record<Dialect, Readonly<Record<string, number>>>> = { linux: LINUX, freebsd: FREEBSD };

/** The name of an option by its level and number: `SO_SNDBUF`. */
export const optionName = (dialect: Dialect, level: number, number: number): string | undefined => {
  const table = TABLES[dialect];
  const prefix =
    level === table['SOL_SOCKET']
      ? 'SO_'
      : level === 6
        ? 'TCP_'
        : level === 0
          ? 'IP_'
          : level === 41
            ? 'IPV6_'
            : 'UDP_';
  const candidates = [own[dialect], table];
  for (const symbols of candidates) {
    const found = Object.entries(symbols).find(
      ([name, value]) =>
        value === number &&
        name.startsWith(prefix) &&
        !name.startsWith('SO_EE_') &&
        !name.startsWith('TCP_NLA_') &&
        !name.startsWith('IP_PMTUDISC_'),
    );
    if (found !== undefined) return found[0];
  }
  return undefined;
};
