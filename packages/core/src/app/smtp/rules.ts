import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<
  | 'greeted'
  | 'hello'
  | 'malformed'
  | 'out-of-sequence'
  | 'mail-begun'
  | 'too-large'
  | 'recipient-accepted'
  | 'recipient-refused'
  | 'relay-denied'
  | 'too-many-recipients'
  | 'no-recipients'
  | 'text'
  | 'chunk'
  | 'bare-line-end'
  | 'looped'
  | 'delivered'
  | 'not-stored'
  | 'logged-in'
  | 'login-refused'
  | 'reset'
  | 'told'
  | 'too-many-errors'
  | 'idle'
  | 'flooded'
  | 'abandoned'
  | 'ended'
  | 'client-greeted'
  | 'client-old-server'
  | 'client-logged-in'
  | 'client-pipelined'
  | 'client-recipient-refused'
  | 'client-nobody-left'
  | 'client-text'
  | 'client-decided'
  | 'client-closing'
  | 'client-broken-protocol'
  | 'client-gone'
  | 'client-late'
> = table('smtp', {
  greeted: ['RFC 5321 §3.1', 'The server speaks first: its domain, and that it is ready.'],
  hello: ['RFC 5321 §4.1.1.1', 'A client says who it is, hears what is offered, and has begun anew.'],
  malformed: ['RFC 5321 §4.2.4', 'A line that is no command we know is answered, and changes nothing.'],
  'out-of-sequence': ['RFC 5321 §4.1.4', 'A command at the wrong time is answered by 503, and changes nothing.'],
  'mail-begun': ['RFC 5321 §4.1.1.2', 'MAIL begins a transaction, with the path that bounces go back to.'],
  'too-large': ['RFC 1870 §6', 'A message that is or will be too large is refused as soon as that is known.'],
  'recipient-accepted': ['RFC 5321 §4.1.1.3', 'A recipient whose mail is taken here is accepted.'],
  'recipient-refused': ['RFC 5321 §3.3', 'A recipient whom nobody knows is refused; the others are as they were.'],
  'relay-denied': ['RFC 5321 §3.6.2', 'Mail for elsewhere is taken only from those who have logged in.'],
  'too-many-recipients': ['RFC 5321 §4.5.3.1.10', 'A recipient beyond the limit is put off to the next transaction.'],
  'no-recipients': ['RFC 5321 §4.1.1.4', 'A text without an accepted recipient is refused before it begins.'],
  text: ['RFC 5321 §4.1.1.4', 'What follows DATA is text until CRLF, a dot and CRLF, whatever it looks like.'],
  chunk: ['RFC 3030 §2', 'What follows BDAT is as many octets as it says, whatever they look like.'],
  'bare-line-end': ['RFC 5321 §2.3.8', 'A text with a CR or an LF by itself is refused, and never ends the text.'],
  looped: ['RFC 5321 §6.3', 'A message that was received too often already runs in circles, and is refused.'],
  delivered: ['RFC 5321 §4.2.5', 'After 250 the message is on the disk: the server answers for it.'],
  'not-stored': ['RFC 5321 §4.2.1', 'A message that could not be stored is refused for now, and nobody has it.'],
  'logged-in': ['RFC 4954 §4', 'Name and password were right.'],
  'login-refused': ['RFC 4954 §6', 'Wrong name and wrong password are answered alike, after a delay.'],
  reset: ['RFC 5321 §4.1.1.5', 'RSET throws the transaction away, and leaves the session.'],
  told: ['RFC 5321 §3.5.3', 'VRFY, EXPN, HELP and NOOP are answered, and tell nobody who lives here.'],
  'too-many-errors': ['RFC 5321 §4.5.4', 'A session of errors, or of wrong passwords, ends.'],
  idle: ['RFC 5321 §4.5.3.2.7', 'A client that sends too little for too long is told so, and left.'],
  flooded: ['RFC 5321 §7.8', 'A client that sends on while its answer is delayed is cut off.'],
  abandoned: ['RFC 5321 §4.1.1.4', 'A client that is gone before the final dot has sent nothing.'],
  ended: ['RFC 5321 §4.1.1.10', 'QUIT is answered, and the connection ends.'],
  'client-greeted': ['RFC 5321 §3.1', 'The client waits for the greeting, and says EHLO.'],
  'client-old-server': ['RFC 5321 §3.2', 'A server that does not know EHLO is asked by HELO.'],
  'client-logged-in': ['RFC 4954 §4', 'Name and password go to a server that offers PLAIN or LOGIN.'],
  'client-pipelined': [
    'RFC 2920 §3.1',
    'MAIL and all RCPT go in one piece where that is offered; DATA waits for their answers.',
  ],
  'client-recipient-refused': ['RFC 5321 §4.2.1', 'A recipient that is refused takes no other with it.'],
  'client-nobody-left': ['RFC 2920 §3.1', 'Where no recipient is left there is no text.'],
  'client-text': ['RFC 5321 §4.5.2', 'The text goes in lines that end with CRLF, a dot at their start doubled.'],
  'client-decided': ['RFC 5321 §4.2.5', 'The answer to the final dot decides for all recipients that were accepted.'],
  'client-closing': ['RFC 5321 §3.8', 'A server that says 421 has ended the session, whatever it was asked.'],
  'client-broken-protocol': ['RFC 5321 §4.2', 'A server that says what no reply is has broken the protocol.'],
  'client-gone': ['RFC 5321 §4.5.3.2.6', 'A server that is gone before its answer has decided nothing.'],
  'client-late': ['RFC 5321 §4.5.3.2', 'A server that does not answer in time is left.'],
});
