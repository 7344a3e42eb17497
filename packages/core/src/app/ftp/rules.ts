import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<
  | 'greeted'
  | 'unknown-command'
  | 'line-too-long'
  | 'bare-line-end'
  | 'bad-argument'
  | 'not-logged-in'
  | 'logged-in'
  | 'login-refused'
  | 'too-many-attempts'
  | 'bad-sequence'
  | 'read-only'
  | 'third-party'
  | 'wrong-family'
  | 'only-extended'
  | 'passive'
  | 'active'
  | 'no-data-connection'
  | 'opened'
  | 'completed'
  | 'failed'
  | 'broken'
  | 'aborted'
  | 'nothing-to-abort'
  | 'waits-for-transfer'
  | 'too-much-waiting'
  | 'restart'
  | 'bad-marker'
  | 'idle'
  | 'vanished'
> = table('ftp', {
  greeted: ['RFC 959 §5.4', 'A new connection is greeted before anything is asked of it.'],
  'unknown-command': ['RFC 959 §4.2', 'What is no command is answered, and the session goes on.'],
  'line-too-long': ['RFC 959 §4.2', 'A line that is too long is answered once and skipped to its end.'],
  'bare-line-end': ['RFC 959 §5.3', 'Only CR LF ends a line: a CR or LF alone inside one is a mistake.'],
  'bad-argument': ['RFC 959 §4.2', 'Arguments are looked at before anything is changed.'],
  'not-logged-in': ['RFC 959 §4.2', 'Who is not logged in may do nothing but log in, ask about the server, or leave.'],
  'logged-in': ['RFC 959 §4.1.1', 'A user and the right password: the session begins.'],
  'login-refused': ['RFC 2577 §5', 'An unknown user and a wrong password are answered alike, and not at once.'],
  'too-many-attempts': ['RFC 2577 §5', 'Whoever guesses too often is shown the door.'],
  'bad-sequence': ['RFC 959 §4.2', 'A command that must follow another one does so, or is refused.'],
  'read-only': ['RFC 959 §4.2', 'Who may only read changes nothing.'],
  'third-party': [
    'RFC 2577 §3',
    'A data connection goes to the host of the control connection only, and to no reserved port.',
  ],
  'wrong-family': [
    'RFC 2428 §2',
    'Another address family than IPv4 is refused by a code that says which one would do.',
  ],
  'only-extended': ['RFC 2428 §4', 'After EPSV ALL no other way to a data connection is open.'],
  passive: ['RFC 1123 §4.1.2.6', 'For each transfer a new listener is opened, and closed after its one connection.'],
  active: ['RFC 959 §4.1.2', 'The client has said where it listens.'],
  'no-data-connection': ['RFC 959 §5.4', 'Without a data connection there is no transfer.'],
  opened: ['RFC 959 §5.4', 'The file is there: a preliminary reply says that the transfer begins.'],
  completed: ['RFC 959 §5.4', 'The data connection is closed and all is kept: only then the transfer is complete.'],
  failed: ['RFC 959 §5.4', 'What the files refuse is answered by the code that belongs to the command.'],
  broken: [
    'RFC 959 §5.4',
    'A data connection that breaks or stands still ends the transfer, and nothing of it is kept.',
  ],
  aborted: ['RFC 959 §4.1.3', 'ABOR ends the transfer by 426, and is itself answered by 226.'],
  'nothing-to-abort': ['RFC 959 §4.1.3', 'ABOR without a transfer has succeeded.'],
  'waits-for-transfer': [
    'RFC 959 §4.1.3',
    'Commands that come during a transfer wait for its end; ABOR and STAT do not.',
  ],
  'too-much-waiting': ['RFC 959 §4.2', 'A client that says more during a transfer than can be held is sent away.'],
  restart: [
    'RFC 3659 §5',
    'A restart marker counts octets of the transfer, and is good for the transfer that follows.',
  ],
  'bad-marker': ['RFC 3659 §5', 'A restart marker beyond the file is refused.'],
  idle: ['RFC 1123 §4.1.3.2', 'A session in which nothing happens for too long is ended by 421.'],
  vanished: ['RFC 959 §5.4', 'A client that goes away ends its session, and its transfer.'],
});
