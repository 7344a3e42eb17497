// A command line as a value. (RFC 5321 §4.1.1; BDAT: RFC 3030 §2; AUTH: RFC 4954 §4)
import type { Bytes } from '../../../basis/bytes.ts';
import { equalBytes, text, utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Line } from '../../mail/lineReader.ts';
import type { Address, ReversePath } from './address.ts';
import { isDomain, NULL_PATH, readPath } from './address.ts';

/** What MAIL says besides the path. */
export interface MailParameters {
  /** SIZE=, the octets that the client means to send. (RFC 1870) */
  readonly size: number | undefined;
  /** BODY=8BITMIME. (RFC 6152) */
  readonly isEightBit: boolean;
  /** SMTPUTF8. (RFC 6531) */
  readonly isInternational: boolean;
}

/** A command that was understood. */
export type Command =
  | { readonly _tag: 'Ehlo' | 'Helo'; readonly domain: string }
  | {
      readonly _tag: 'Mail';
      readonly from: ReversePath;
      readonly parameters: MailParameters;
      readonly isPlain: boolean;
    }
  | { readonly _tag: 'Rcpt'; readonly to: Address }
  | { readonly _tag: 'Bdat'; readonly size: number; readonly isLast: boolean }
  | { readonly _tag: 'Auth'; readonly mechanism: string; readonly initial: string | undefined }
  | { readonly _tag: 'Data' | 'Rset' | 'Vrfy' | 'Expn' | 'Help' | 'Noop' | 'Quit' };

/**
 * Why a line is no command.
 *
 * `unknown`: no such verb; `unimplemented`: a verb that others have; `syntax`: the line itself; `argument`: what follows the verb;
 * `sender`, `recipient`: its address; `parameter`: one that we do not have.
 */
export interface CommandError {
  readonly _tag:
    'unknown' | 'unimplemented' | 'too-long' | 'syntax' | 'argument' | 'sender' | 'recipient' | 'parameter';
  readonly says: string;
}

type Outcome = E.Either<CommandError, Command>;

const wrong = (_tag: CommandError['_tag'], says: string): E.Either<CommandError, never> => E.left({ _tag, says });

/** Verbs of RFC 821, of extensions that we do not offer, and of other protocols' greetings. */
const UNIMPLEMENTED: ReadonlySet<string> = new Set([
  'SEND',
  'SOML',
  'SAML',
  'TURN',
  'ETRN',
  'ATRN',
  'STARTTLS',
  'BURL',
]);

const NO_PARAMETERS: MailParameters = { size: undefined, isEightBit: false, isInternational: false };

// Mail-parameters = esmtp-param *(SP esmtp-param)
// esmtp-param = esmtp-keyword ["=" esmtp-value]
const readParameters = (rest: string): E.Either<CommandError, MailParameters> => {
  let read = NO_PARAMETERS;
  const seen = new Set<string>();
  for (const word of rest.split(' ')) {
    if (word === '') continue;
    const equals = word.indexOf('=');
    const keyword = (equals === -1 ? word : word.slice(0, equals)).toUpperCase();
    const value = equals === -1 ? undefined : word.slice(equals + 1);
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(keyword)) return wrong('argument', 'this is no parameter');
    if (seen.has(keyword)) return wrong('argument', `${keyword} is given twice`);
    seen.add(keyword);
    if (keyword === 'SIZE') {
      // size-value = 1*20DIGIT ; RFC 1870 §4
      if (value === undefined || !/^[0-9]{1,20}$/.test(value)) return wrong('argument', 'SIZE is a number of octets');
      read = { size: Number(value), isEightBit: read.isEightBit, isInternational: read.isInternational };
    } else if (keyword === 'BODY') {
      const body = value?.toUpperCase();
      if (body !== '7BIT' && body !== '8BITMIME') return wrong('argument', 'BODY is 7BIT or 8BITMIME');
      read = { size: read.size, isEightBit: body === '8BITMIME', isInternational: read.isInternational };
    } else if (keyword === 'SMTPUTF8') {
      if (value !== undefined) return wrong('argument', 'SMTPUTF8 has no value');
      read = { size: read.size, isEightBit: read.isEightBit, isInternational: true };
    } else if (keyword === 'AUTH') {
      // Who is said to have sent it first is of no interest to a server that passes nothing on in somebody's name. (RFC 4954 §5)
      if (value === undefined || value === '') return wrong('argument', 'AUTH has a mailbox, or <>');
    } else return wrong('parameter', `${keyword} is not offered here`);
  }
  return E.right(read);
};

/** The path of MAIL or RCPT: behind its word, and behind spaces, which the RFC forbids and everybody else reads. */
const readArgument = (
  rest: string,
  word: 'FROM:' | 'TO:',
  error: 'sender' | 'recipient',
): E.Either<CommandError, { readonly path: ReversePath; readonly parameters: string }> => {
  if (rest.slice(0, word.length).toUpperCase() !== word) return wrong('argument', `${word}<address> is missing`);
  let at = word.length;
  while (rest.charAt(at) === ' ') at += 1;
  const read = readPath(rest, at);
  if (E.isLeft(read)) return wrong(error, read.left);
  const { path, end } = read.right;
  if (end < rest.length && rest.charAt(end) !== ' ') return wrong('argument', 'there is something behind the path');
  return E.right({ path, parameters: rest.slice(end) });
};

// mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
const readMail = (rest: string): Outcome => {
  const argument = readArgument(rest, 'FROM:', 'sender');
  if (E.isLeft(argument)) return argument;
  const { path } = argument.right;
  // The name of an administrator may stand without its domain, and only as a recipient.
  if (path !== NULL_PATH && path.domain === undefined) return wrong('sender', 'the address has no domain');
  const parameters = readParameters(argument.right.parameters);
  if (E.isLeft(parameters)) return parameters;
  const isPlain = argument.right.parameters.trim() === '';
  return E.right({ _tag: 'Mail', from: path, parameters: parameters.right, isPlain });
};

// rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF
const readRcpt = (rest: string): Outcome => {
  const argument = readArgument(rest, 'TO:', 'recipient');
  if (E.isLeft(argument)) return argument;
  const { path, parameters } = argument.right;
  if (path === NULL_PATH) return wrong('recipient', 'nobody is no recipient');
  if (path.domain === undefined && path.localPart.toLowerCase() !== 'postmaster') {
    return wrong('recipient', 'the address has no domain');
  }
  return parameters.trim() === ''
    ? E.right({ _tag: 'Rcpt', to: path })
    : wrong('parameter', 'no parameter of RCPT is offered here');
};

// bdat-cmd ::= "BDAT" SP chunk-size [ SP end-marker ] CR LF
// chunk-size ::= 1*DIGIT
// end-marker ::= "LAST"
const readBdat = (rest: string): Outcome => {
  const [, digits, last] = /^([0-9]{1,15})( +LAST)? *$/i.exec(rest) ?? [];
  return digits === undefined
    ? wrong('argument', 'BDAT is followed by a number of octets, and LAST')
    : E.right({ _tag: 'Bdat', size: Number(digits), isLast: last !== undefined });
};

// auth-command = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF
const readAuth = (rest: string): Outcome => {
  const [, mechanism, initial] = /^([A-Za-z0-9_-]{1,20})(?: +([A-Za-z0-9+/=]+))? *$/.exec(rest) ?? [];
  return mechanism === undefined
    ? wrong('argument', 'AUTH is followed by a mechanism, and what it begins with in base64')
    : E.right({ _tag: 'Auth', mechanism: mechanism.toUpperCase(), initial });
};

const greeting = (_tag: 'Ehlo' | 'Helo', rest: string): Outcome => {
  const domain = rest.trim();
  return isDomain(domain)
    ? E.right({ _tag, domain })
    : wrong('argument', 'a domain, or an address in brackets, is missing');
};

const alone = (_tag: 'Data' | 'Rset' | 'Quit', rest: string): Outcome =>
  rest.trim() === '' ? E.right({ _tag }) : wrong('argument', 'nothing may follow this command');

const named = (_tag: 'Vrfy' | 'Expn', rest: string): Outcome =>
  rest.trim() === '' ? wrong('argument', 'a name is missing') : E.right({ _tag });

const readVerb = (verb: string, rest: string): Outcome => {
  switch (verb) {
    case 'EHLO':
      return greeting('Ehlo', rest);
    case 'HELO':
      return greeting('Helo', rest);
    case 'MAIL':
      return readMail(rest);
    case 'RCPT':
      return readRcpt(rest);
    case 'DATA':
      return alone('Data', rest);
    case 'BDAT':
      return readBdat(rest);
    case 'RSET':
      return alone('Rset', rest);
    case 'VRFY':
      return named('Vrfy', rest);
    case 'EXPN':
      return named('Expn', rest);
    case 'HELP':
      return E.right({ _tag: 'Help' });
    case 'NOOP':
      return E.right({ _tag: 'Noop' });
    case 'QUIT':
      return alone('Quit', rest);
    case 'AUTH':
      return readAuth(rest);
    default:
      return UNIMPLEMENTED.has(verb)
        ? wrong('unimplemented', `${verb} is not implemented`)
        : wrong('unknown', 'there is no such command');
  }
};

/** Octets that are no control characters, and are UTF-8. */
const readable = (octets: Bytes): string | undefined => {
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (octet < 0x20 || octet === 0x7f) return undefined;
  }
  const line = text(octets);
  return equalBytes(utf8(line), octets) ? line : undefined;
};

/**
 * Reads a command line.
 *
 * Takes   a line, without its CRLF
 * Gives   the command
 * Fails   with what is wrong, in a few words that repeat nothing of what was sent
 * RFC     5321 §4.1.1, §2.4 (verbs are not case-sensitive)
 *
 * @category codec
 * @since 0.1.0
 */
export const readCommand = (line: Line): Outcome => {
  if (line.isTooLong) return wrong('too-long', 'the line is too long');
  if (line.isBare) return wrong('syntax', 'a line ends with CR LF, and has neither inside');
  const words = readable(line.octets);
  if (words === undefined) return wrong('syntax', 'the line has octets that no command has');
  const space = words.indexOf(' ');
  const verb = space === -1 ? words : words.slice(0, space);
  return readVerb(verb.trim().toUpperCase(), space === -1 ? '' : words.slice(space + 1));
};
