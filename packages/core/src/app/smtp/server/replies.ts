// What the server says. Nothing of what a client sent is said back, so that nothing can be put into its mouth.
import type { SmtpLimits } from '../limits.ts';
import type { CommandError } from '../parse/command.ts';
import type { Reply } from '../parse/reply.ts';
import { reply } from '../parse/reply.ts';
import type { SmtpServerConfig } from './State.ts';

export const GREETING = ({ domain }: SmtpServerConfig): Reply => reply(220, `${domain} ESMTP sockeye`);

/** What is offered. (RFC 5321 §4.1.1.1) */
export const OFFER = ({ domain, users, limits }: SmtpServerConfig): Reply =>
  reply(
    250,
    `${domain} at your service`,
    'PIPELINING',
    `SIZE ${limits.size}`,
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'CHUNKING',
    ...(users.length > 0 ? ['AUTH PLAIN LOGIN'] : []),
    'HELP',
  );

const CODES: Readonly<Record<CommandError['_tag'], readonly [code: number, enhanced: string]>> = {
  unknown: [500, '5.5.2'],
  unimplemented: [502, '5.5.1'],
  'too-long': [500, '5.5.6'],
  syntax: [500, '5.5.2'],
  argument: [501, '5.5.4'],
  sender: [501, '5.1.7'],
  recipient: [501, '5.1.3'],
  parameter: [555, '5.5.4'],
};

export const malformed = ({ _tag, says }: CommandError): Reply => {
  const [code, enhanced] = CODES[_tag];
  return reply(code, `${enhanced} ${says}`);
};

export const OK: Reply = reply(250, '2.0.0 OK');
export const BYE = ({ domain }: SmtpServerConfig): Reply => reply(221, `2.0.0 ${domain} closes the connection`);
export const SENDER_OK: Reply = reply(250, '2.1.0 sender OK');
export const RECIPIENT_OK: Reply = reply(250, '2.1.5 recipient OK');
export const GO_AHEAD: Reply = reply(354, 'send the text, and end it with a line that has a dot alone');
export const CANNOT_VERIFY: Reply = reply(252, '2.5.2 cannot verify, but will try to deliver');
export const HELP: Reply = reply(
  214,
  '2.0.0 HELO EHLO MAIL RCPT DATA BDAT RSET NOOP',
  '2.0.0 AUTH VRFY EXPN HELP QUIT',
  '2.0.0 as RFC 5321 has them',
);

export const SAY_HELLO: Reply = reply(503, '5.5.1 say EHLO or HELO first');
export const NEED_EHLO: Reply = reply(503, '5.5.1 say EHLO first');
export const NEED_MAIL: Reply = reply(503, '5.5.1 say MAIL first');
export const NESTED_MAIL: Reply = reply(503, '5.5.1 a transaction has begun already');
export const IN_CHUNKS: Reply = reply(503, '5.5.1 the text has begun by BDAT already');
export const NO_PARAMETERS: Reply = reply(555, '5.5.4 parameters are for those who say EHLO');
export const NO_RECIPIENTS: Reply = reply(554, '5.5.1 no valid recipients');
export const NOBODY: Reply = reply(550, '5.1.1 no such mailbox here');
export const NO_RELAY: Reply = reply(554, '5.7.1 mail for elsewhere is taken after AUTH only');
export const TOO_MANY_RECIPIENTS: Reply = reply(452, '4.5.3 too many recipients');
export const NEEDS_UTF8: Reply = reply(553, '5.6.7 addresses beyond ASCII need SMTPUTF8');
export const TOO_LARGE = ({ size }: SmtpLimits): Reply => reply(552, `5.3.4 at most ${size} octets are taken`);
export const BARE: Reply = reply(554, '5.6.0 lines end with CR LF, and neither stands alone');
export const LOOP: Reply = reply(554, '5.4.6 the message runs in circles');
export const FULL: Reply = reply(452, '4.3.1 there is no room for it now');
export const FAILED: Reply = reply(451, '4.3.0 it could not be stored');
export const taken = (id: string): Reply => reply(250, `2.0.0 taken as ${id}`);
export const chunkTaken = (size: number): Reply => reply(250, `2.0.0 ${size} octets taken`);

export const LOGGED_IN: Reply = reply(235, '2.7.0 welcome');
export const WRONG_LOGIN: Reply = reply(535, '5.7.8 name or password is wrong');
export const NO_MECHANISM: Reply = reply(504, '5.5.4 PLAIN and LOGIN are offered');
export const NO_LOGIN: Reply = reply(502, '5.5.1 nobody can log in here');
export const LOGGED_IN_ALREADY: Reply = reply(503, '5.5.1 you have logged in already');
export const LOGIN_IN_MAIL: Reply = reply(503, '5.5.1 not during a transaction');
export const CANCELLED: Reply = reply(501, '5.7.0 cancelled');
export const NO_BASE64: Reply = reply(501, '5.5.2 this is no base64');
export const challenge = (base64: string): Reply => reply(334, base64);

export const TOO_MANY_ERRORS: Reply = reply(421, '4.7.0 too many errors');
export const TOO_MANY_LOGINS: Reply = reply(421, '4.7.0 too many failed logins');
export const IDLE: Reply = reply(421, '4.4.2 too little came for too long');
export const FLOODED: Reply = reply(421, '4.7.0 you send before you are answered');
