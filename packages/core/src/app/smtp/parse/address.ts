// Mailboxes and paths. (RFC 5321 §4.1.2; UTF-8 in them: RFC 6531 §3.3)
import { utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';

/** An address: what stands before the at sign, without its quotes, and what stands behind it; none for `<Postmaster>` alone. */
export interface Address {
  readonly localPart: string;
  readonly domain: string | undefined;
}

/** `<>`: where bounces come from, so that no bounce is answered by another. */
export const NULL_PATH = 'null';

/** A reverse-path. */
export type ReversePath = Address | typeof NULL_PATH;

/** What was read, and where it ended. */
interface Read<A> {
  readonly value: A;
  readonly end: number;
}

const LOCAL_LIMIT = 64;
const DOMAIN_LIMIT = 255;
const PATH_LIMIT = 256;

/** Not ASCII: RFC 6531 lets it stand wherever a letter may. */
const isUtf8 = (char: string): boolean => char > '\u007f';

// atext = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" / "=" / "?" / "^" / "_" / "`" / "{" / "|" / "}" / "~" ; RFC 5322 §3.2.3
const isAtext = (char: string): boolean => /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]$/.test(char) || isUtf8(char);

// Dot-string = Atom *("."  Atom)
const readDotString = (text: string, from: number): Read<string> | undefined => {
  let at = from;
  while (at < text.length && (isAtext(text.charAt(at)) || text.charAt(at) === '.')) at += 1;
  const value = text.slice(from, at);
  return value.split('.').some((atom) => atom === '') ? undefined : { value, end: at };
};

// Quoted-string = DQUOTE *QcontentSMTP DQUOTE
// QcontentSMTP = qtextSMTP / quoted-pairSMTP
// quoted-pairSMTP = %d92 %d32-126
// qtextSMTP = %d32-33 / %d35-91 / %d93-126
const readQuoted = (text: string, from: number): Read<string> | undefined => {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { value, end: at + 1 };
    if (char < ' ' || char === '\u007f') return undefined;
    if (char === '\\') {
      at += 1;
      const quoted = text.charAt(at);
      if (quoted < ' ' || quoted > '~') return undefined;
      value += quoted;
    } else value += char;
  }
  return undefined;
};

// Domain = sub-domain *("." sub-domain)
// sub-domain = Let-dig [Ldh-str]
// We read an underscore as a letter: names of hosts have it, though none should.
const isSubDomain = (label: string): boolean =>
  /^[A-Za-z0-9_\u0080-\uffff]([A-Za-z0-9_\-\u0080-\uffff]*[A-Za-z0-9_\u0080-\uffff])?$/.test(label);

// address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"
const LITERAL = /^\[[\u0021-\u005a\u005e-\u007e]+\]$/;

/** Is it a domain, or an address in brackets? */
export const isDomain = (word: string): boolean =>
  word.length <= DOMAIN_LIMIT && (LITERAL.test(word) || word.split('.').every(isSubDomain));

const readDomain = (text: string, from: number): Read<string> | undefined => {
  let at = from;
  while (at < text.length && !'<>@,: \t'.includes(text.charAt(at))) at += 1;
  // An IPv6 literal has colons.
  if (text.charAt(from) === '[') {
    const close = text.indexOf(']', from);
    if (close === -1) return undefined;
    at = close + 1;
  }
  const value = text.slice(from, at);
  return isDomain(value) ? { value, end: at } : undefined;
};

// Mailbox = Local-part "@" ( Domain / address-literal )
const readMailbox = (text: string, from: number): Read<Address> | undefined => {
  const local = text.charAt(from) === '"' ? readQuoted(text, from) : readDotString(text, from);
  if (local === undefined || utf8(local.value).length > LOCAL_LIMIT) return undefined;
  if (text.charAt(local.end) !== '@') {
    return { value: { localPart: local.value, domain: undefined }, end: local.end };
  }
  const domain = readDomain(text, local.end + 1);
  return domain === undefined
    ? undefined
    : { value: { localPart: local.value, domain: domain.value }, end: domain.end };
};

// A-d-l = At-domain *( "," At-domain ) ; a source route, which is read and ignored (RFC 5321 §3.6.1, appendix C)
const afterRoute = (text: string, from: number): number | undefined => {
  if (text.charAt(from) !== '@') return from;
  for (let at = from; ;) {
    if (text.charAt(at) !== '@') return undefined;
    const domain = readDomain(text, at + 1);
    if (domain === undefined) return undefined;
    if (text.charAt(domain.end) === ':') return domain.end + 1;
    if (text.charAt(domain.end) !== ',') return undefined;
    at = domain.end + 1;
  }
};

/**
 * Reads a path in its brackets.
 *
 * Takes   the text, and where the path begins in it
 * Gives   what is in the brackets, and where the text goes on
 * Fails   with a few words on what is wrong
 * RFC     5321 §4.1.2: Path = "<" [ A-d-l ":" ] Mailbox ">"
 *
 * @example
 * readPath('<@a.org,@b.org:bob@host.org> SIZE=5', 0) // E.right({ path: { localPart: 'bob', domain: 'host.org' }, end: 28 })
 *
 * @category codec
 * @since 0.1.0
 */
export const readPath = (
  text: string,
  from: number,
): E.Either<string, { readonly path: ReversePath; readonly end: number }> => {
  if (text.charAt(from) !== '<') return E.left('a path stands in < and >');
  if (text.charAt(from + 1) === '>') return E.right({ path: NULL_PATH, end: from + 2 });
  const start = afterRoute(text, from + 1);
  const mailbox = start === undefined ? undefined : readMailbox(text, start);
  if (mailbox === undefined) return E.left('this is no address');
  if (text.charAt(mailbox.end) !== '>') return E.left('this is no address');
  const end = mailbox.end + 1;
  return end - from > PATH_LIMIT ? E.left('the path is too long') : E.right({ path: mailbox.value, end });
};

/** A whole text that is a mailbox, without brackets: `bob@host.org`. Undefined where it is none. */
export const readAddress = (text: string): Address | undefined => {
  const read = readMailbox(text, 0);
  return read !== undefined && read.end === text.length && read.value.domain !== undefined ? read.value : undefined;
};

const isDotString = (text: string): boolean => readDotString(text, 0)?.end === text.length;

/**
 * An address as it is sent, without brackets: the local part in quotes where it needs them.
 *
 * @example
 * showAddress({ localPart: 'a b', domain: 'host.org' }) // '"a b"@host.org'
 *
 * @category codec
 * @since 0.1.0
 */
export const showAddress = ({ localPart, domain }: Address): string => {
  const local = isDotString(localPart) ? localPart : `"${localPart.replaceAll(/["\\]/g, '\\$&')}"`;
  return domain === undefined ? local : `${local}@${domain}`;
};

/** A path as it is sent, in its brackets. */
export const showPath = (path: ReversePath): string => (path === NULL_PATH ? '<>' : `<${showAddress(path)}>`);

/** Does it need SMTPUTF8? */
export const isInternational = (path: ReversePath): boolean =>
  path !== NULL_PATH && Array.from(showAddress(path)).some(isUtf8);
