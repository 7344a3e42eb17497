import type { Rules } from '../../../basis/note.ts';
import { rules as table } from '../../../basis/note.ts';

export const rules: Rules<
  'apop' | 'by-password' | 'logged-in' | 'refused' | 'read' | 'ended' | 'broken-protocol' | 'gone' | 'late'
> = table('pop3-client', {
  apop: ['RFC 1939 §7', 'Where the greeting has a timestamp, the password is not sent, but its digest with it.'],
  'by-password': ['RFC 1939 §7', 'Without a timestamp, or where APOP is refused, name and password are sent.'],
  'logged-in': ['RFC 1939 §4', 'Behind the login comes the one thing that is to be done.'],
  refused: ['RFC 1939 §3', 'A server that says -ERR has done nothing; the session ends by QUIT.'],
  read: ['RFC 1939 §3', 'What follows ends with a dot on a line by itself; a dot before others is taken away.'],
  ended: ['RFC 1939 §6', 'What was marked is removed when QUIT is answered by +OK, and not before.'],
  'broken-protocol': ['RFC 1939 §3', 'A server that says neither +OK nor -ERR has broken the protocol.'],
  gone: ['RFC 1939 §6', 'A server that is gone before its answer has done nothing.'],
  late: ['ours', 'A server that does not answer in time is left.'],
});
