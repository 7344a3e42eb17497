import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<
  | 'greeted'
  | 'malformed'
  | 'wrong-state'
  | 'name-taken'
  | 'login-refused'
  | 'opened'
  | 'locked'
  | 'listed'
  | 'retrieved'
  | 'unreadable'
  | 'marked'
  | 'no-such-message'
  | 'reset'
  | 'told'
  | 'updated'
  | 'ended'
  | 'idle'
  | 'too-many-errors'
  | 'flooded'
  | 'abandoned'
  | 'client-apop'
  | 'client-by-password'
  | 'client-logged-in'
  | 'client-refused'
  | 'client-read'
  | 'client-ended'
  | 'client-broken-protocol'
  | 'client-gone'
  | 'client-late'
> = table('pop3', {
  greeted: ['RFC 1939 §4', 'The server speaks first; its greeting has a timestamp that is never the same again.'],
  malformed: ['RFC 1939 §3', 'A line that is no command we know is answered by -ERR, and changes nothing.'],
  'wrong-state': ['RFC 1939 §3', 'A command in the wrong state is answered by -ERR, and changes nothing.'],
  'name-taken': ['RFC 1939 §7', 'USER is answered alike whoever is named; PASS decides.'],
  'login-refused': ['RFC 1939 §7', 'Wrong name and wrong password are answered alike, after a delay.'],
  opened: ['RFC 1939 §4', 'After login the maildrop is locked, and its messages are numbered for the session.'],
  locked: ['RFC 1939 §4', 'A maildrop that another session has open is not opened.'],
  listed: ['RFC 1939 §5', 'Sizes and identifiers are told of every message that is not marked.'],
  retrieved: ['RFC 1939 §5', 'A message goes in lines that end with CRLF, a dot at their start doubled.'],
  unreadable: ['RFC 1939 §5', 'A message that is gone is answered by -ERR; one that breaks off ends the connection.'],
  marked: ['RFC 1939 §5', 'DELE marks a message; nothing is removed before UPDATE.'],
  'no-such-message': ['RFC 1939 §5', 'A number of no message, or of one that is marked, is answered by -ERR.'],
  reset: ['RFC 1939 §5', 'RSET takes every mark away.'],
  told: ['RFC 2449 §5', 'NOOP and CAPA are answered.'],
  updated: ['RFC 1939 §6', 'QUIT removes what is marked, lets the maildrop go, and says how it went.'],
  ended: ['RFC 1939 §4', 'QUIT before login ends the session, and removes nothing.'],
  idle: ['RFC 1939 §3', 'A client that is silent for too long is left, and nothing is removed.'],
  'too-many-errors': ['ours', 'A session of errors, or of wrong passwords, ends.'],
  flooded: ['ours', 'A client that sends on while its answer is delayed is cut off.'],
  abandoned: ['RFC 1939 §6', 'A session that ends without QUIT removes nothing.'],
  'client-apop': [
    'RFC 1939 §7',
    'Where the greeting has a timestamp, the password is not sent, but its digest with it.',
  ],
  'client-by-password': ['RFC 1939 §7', 'Without a timestamp, or where APOP is refused, name and password are sent.'],
  'client-logged-in': ['RFC 1939 §4', 'Behind the login comes the one thing that is to be done.'],
  'client-refused': ['RFC 1939 §3', 'A server that says -ERR has done nothing; the session ends by QUIT.'],
  'client-read': [
    'RFC 1939 §3',
    'What follows ends with a dot on a line by itself; a dot before others is taken away.',
  ],
  'client-ended': ['RFC 1939 §6', 'What was marked is removed when QUIT is answered by +OK, and not before.'],
  'client-broken-protocol': ['RFC 1939 §3', 'A server that says neither +OK nor -ERR has broken the protocol.'],
  'client-gone': ['RFC 1939 §6', 'A server that is gone before its answer has done nothing.'],
  'client-late': ['ours', 'A server that does not answer in time is left.'],
});
