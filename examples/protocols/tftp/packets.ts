// The packets of TFTP on the wire. (RFC 1350 §5; OACK: RFC 2347)
import type { Bytes } from '@sockeye/core';
import { bytes, concatBytes, fromLatin1, latin1 } from '@sockeye/core';

/** Options of a request and their values, as words; their names in lower case, for case means nothing in them. (RFC 2347) */
export type Options = Readonly<Record<string, string>>;

/** A packet. */
export type Packet =
  | { readonly _tag: 'RRQ' | 'WRQ'; readonly name: string; readonly mode: string; readonly options: Options }
  | { readonly _tag: 'DATA'; readonly block: number; readonly octets: Bytes }
  | { readonly _tag: 'ACK'; readonly block: number }
  | { readonly _tag: 'ERROR'; readonly code: number; readonly says: string }
  | { readonly _tag: 'OACK'; readonly options: Options };

/** The error codes of the appendix, and 8 of RFC 2347. */
export const ERRORS = {
  undefined: 0,
  notFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownId: 5,
  exists: 6,
  noSuchUser: 7,
  refusedOptions: 8,
} as const;

const word = (n: number): Bytes => bytes((n >>> 8) & 255, n & 255);
const words = (texts: ReadonlyArray<string>): Bytes => concatBytes(texts.map((text) => fromLatin1(`${text}\0`)));

/** A packet as octets. */
export const encode = (packet: Packet): Bytes => {
  switch (packet._tag) {
    case 'RRQ':
    case 'WRQ':
      return concatBytes([
        word(packet._tag === 'RRQ' ? 1 : 2),
        words([packet.name, packet.mode, ...Object.entries(packet.options).flat()]),
      ]);
    case 'DATA':
      return concatBytes([word(3), word(packet.block), packet.octets]);
    case 'ACK':
      return concatBytes([word(4), word(packet.block)]);
    case 'ERROR':
      return concatBytes([word(5), word(packet.code), words([packet.says])]);
    case 'OACK':
      return concatBytes([word(6), words(Object.entries(packet.options).flat())]);
  }
};

/** Words that each end with a zero; undefined: the last one does not end. */
const readWords = (octets: Bytes): ReadonlyArray<string> | undefined =>
  octets.length === 0 ? [] : octets[octets.length - 1] === 0 ? latin1(octets).slice(0, -1).split('\0') : undefined;

/** An option that is named twice counts as it was named first. */
const optionsOf = (texts: ReadonlyArray<string>): Options | undefined => {
  if (texts.length % 2 === 1) return undefined;
  const options = new Map<string, string>();
  for (let i = 0; i < texts.length; i += 2) {
    const name = (texts[i] ?? '').toLowerCase();
    if (!options.has(name)) options.set(name, texts[i + 1] ?? '');
  }
  return Object.fromEntries(options);
};

/** Octets as a packet; undefined: they are none. */
export const decode = (octets: Bytes): Packet | undefined => {
  if (octets.length < 4) return undefined;
  const at = (i: number): number => ((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0);
  const operation = at(0);
  switch (operation) {
    case 1:
    case 2: {
      const [name, mode, ...rest] = readWords(octets.subarray(2)) ?? [];
      const options = optionsOf(rest);
      if (name === undefined || mode === undefined || options === undefined) return undefined;
      return { _tag: operation === 1 ? 'RRQ' : 'WRQ', name, mode: mode.toLowerCase(), options };
    }
    case 3:
      return { _tag: 'DATA', block: at(2), octets: octets.subarray(4) };
    case 4:
      return { _tag: 'ACK', block: at(2) };
    case 5:
      return { _tag: 'ERROR', code: at(2), says: readWords(octets.subarray(4))?.[0] ?? '' };
    case 6: {
      const options = optionsOf(readWords(octets.subarray(2)) ?? ['']);
      return options === undefined ? undefined : { _tag: 'OACK', options };
    }
    default:
      return undefined;
  }
};
