// The names of files in a Maildir: a part that never changes, how large the message is, and its flags.

/**
 * The name of a message's file: `base:2,FLAGS` in `cur`, `base` alone in `new`.
 *
 * `base` is what identifies the message while others change its flags. `fields` inside it, behind commas, tell sizes, as
 * Dovecot and Maildir++ have them: `S=` the octets of the file, `W=` those on the wire, each line end counted as two.
 *
 * @category model
 * @since 0.1.0
 */
export interface FileName {
  readonly base: string;
  /** Sorted letters, none twice: D draft, F flagged, P passed, R replied, S seen, T trashed; small ones are keywords. */
  readonly flags: string;
}

const INFO = ':2,';

const sorted = (flags: string): string => Array.from(new Set(flags)).toSorted().join('');

/**
 * Reads the name of a file.
 *
 * @example
 * readFileName('17.a.host,S=5:2,SF') // { base: '17.a.host,S=5', flags: 'FS' }
 * readFileName('17.a.host') // { base: '17.a.host', flags: '' }
 *
 * @category codec
 * @since 0.1.0
 */
export const readFileName = (name: string): FileName => {
  const colon = name.indexOf(':');
  if (colon === -1) return { base: name, flags: '' };
  const info = name.slice(colon);
  return { base: name.slice(0, colon), flags: info.startsWith(INFO) ? sorted(info.slice(INFO.length)) : '' };
};

/** The name of a file in `cur`. */
export const showFileName = ({ base, flags }: FileName): string => `${base}${INFO}${sorted(flags)}`;

/** A field of a base: `S` or `W`; undefined where it has none, or none that is a number. */
const fieldOf = (base: string, letter: 'S' | 'W'): number | undefined => {
  for (const field of base.split(',').slice(1)) {
    if (!field.startsWith(`${letter}=`)) continue;
    const digits = field.slice(2);
    if (/^[0-9]{1,15}$/.test(digits)) return Number(digits);
  }
  return undefined;
};

/** What the name says of the message's size on the wire; undefined: one has to look. */
export const wireSizeOf = (base: string): number | undefined => fieldOf(base, 'W');

/** The part before the fields: unique for ever, whoever adds or takes fields. */
export const uniqueOf = (base: string): string => base.split(',')[0] ?? base;

/** What makes a name unique: the time, chance, and the host's name without what no file name may have. */
export interface Birth {
  /** Nanoseconds since 1970. */
  readonly at: number;
  /** Two numbers of 32 bits. */
  readonly chance: readonly [number, number];
  readonly host: string;
}

/**
 * A unique part that nobody else makes. (Maildir: `time.unique.host`; slash and colon of the host's name become \057 and \072.)
 *
 * @example
 * uniqueName({ at: 1_700_000_000_500_000_000, chance: [1, 255], host: 'a:b' }) // '1700000000.M500000R00000001000000ff.a\\072b'
 *
 * @category constructors
 * @since 0.1.0
 */
export const uniqueName = ({ at, chance, host }: Birth): string => {
  const seconds = Math.floor(at / 1_000_000_000);
  const micros = Math.floor((at - seconds * 1_000_000_000) / 1_000);
  const digits = chance.map((number) => number.toString(16).padStart(8, '0')).join('');
  const safe = host.replaceAll('/', '\\057').replaceAll(':', '\\072').replaceAll(',', '\\054');
  // As many digits for each, so that names of one second sort by time.
  return `${seconds}.M${String(micros).padStart(6, '0')}R${digits}.${safe}`;
};

/** A base with both sizes in it. */
export const withSizes = (unique: string, stored: number, wire: number): string => `${unique},S=${stored},W=${wire}`;

/** The seconds since 1970 that a base begins with; 0 where it begins otherwise. Messages are in this order. */
export const timeOf = (base: string): number => {
  const digits = /^[0-9]{1,12}/.exec(base)?.[0];
  return digits === undefined ? 0 : Number(digits);
};
