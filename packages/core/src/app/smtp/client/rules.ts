import type { Rules } from '../../../basis/note.ts';
import { rules as table } from '../../../basis/note.ts';

export const rules: Rules<
  | 'greeted'
  | 'old-server'
  | 'logged-in'
  | 'pipelined'
  | 'recipient-refused'
  | 'nobody-left'
  | 'text'
  | 'decided'
  | 'closing'
  | 'broken-protocol'
  | 'gone'
  | 'late'
> = table('smtp-client', {
  greeted: ['RFC 5321 §3.1', 'The client waits for the greeting, and says EHLO.'],
  'old-server': ['RFC 5321 §3.2', 'A server that does not know EHLO is asked by HELO.'],
  'logged-in': ['RFC 4954 §4', 'Name and password go to a server that offers PLAIN or LOGIN.'],
  pipelined: ['RFC 2920 §3.1', 'MAIL and all RCPT go in one piece where that is offered; DATA waits for their answers.'],
  'recipient-refused': ['RFC 5321 §4.2.1', 'A recipient that is refused takes no other with it.'],
  'nobody-left': ['RFC 2920 §3.1', 'Where no recipient is left there is no text.'],
  text: ['RFC 5321 §4.5.2', 'The text goes in lines that end with CRLF, a dot at their start doubled.'],
  decided: ['RFC 5321 §4.2.5', 'The answer to the final dot decides for all recipients that were accepted.'],
  closing: ['RFC 5321 §3.8', 'A server that says 421 has ended the session, whatever it was asked.'],
  'broken-protocol': ['RFC 5321 §4.2', 'A server that says what no reply is has broken the protocol.'],
  gone: ['RFC 5321 §4.5.3.2.6', 'A server that is gone before its answer has decided nothing.'],
  late: ['RFC 5321 §4.5.3.2', 'A server that does not answer in time is left.'],
});
