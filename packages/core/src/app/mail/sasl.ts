// What clients say to log in by SASL PLAIN. (RFC 4616)
import type { Bytes } from '../../basis/bytes.ts';
import { equalBytes, text, utf8 } from '../../basis/bytes.ts';

/** Who wants to log in. */
export interface Identity {
  readonly name: string;
  readonly password: string;
}

/** Octets as text, where they are UTF-8. */
const whole = (octets: Bytes): string | undefined => {
  const words = text(octets);
  return equalBytes(utf8(words), octets) ? words : undefined;
};

/**
 * Reads what PLAIN says.
 *
 * message = [authzid] UTF8NUL authcid UTF8NUL passwd ; RFC 4616 §2
 *
 * Gives   name and password; undefined where it is none, or where somebody would act for somebody else
 *
 * @example
 * readPlain(utf8('\0bob\0secret')) // { name: 'bob', password: 'secret' }
 *
 * @category codec
 * @since 0.1.0
 */
export const readPlain = (octets: Bytes): Identity | undefined => {
  const parts = whole(octets)?.split('\0');
  if (parts?.length !== 3) return undefined;
  const [as = '', name = '', password = ''] = parts;
  return name === '' || password === '' || (as !== '' && as !== name) ? undefined : { name, password };
};

/** What PLAIN says. */
export const showPlain = ({ name, password }: Identity): Bytes => utf8(`\0${name}\0${password}`);

/** An answer of LOGIN as text; undefined where it is no UTF-8. */
export const readWord: (octets: Bytes) => string | undefined = whole;
