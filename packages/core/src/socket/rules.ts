import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<
  | 'port-chosen'
  | 'queue-full'
  | 'error-told'
  | 'error-unheard'
  | 'linger-aborted'
  | 'lingers'
  | 'timed-out'
  | 'urgent-told'
  | 'fd-closed'
  | 'process-ended'
> = table('socket', {
  'port-chosen': [
    'RFC 6056 §3.3.3',
    'A socket without a port is given one from 32768 to 60999 that others cannot guess.',
  ],
  'queue-full': ['ours', 'A datagram that does not fit into what SO_RCVBUF leaves is dropped.'],
  'error-told': ['RFC 1122 §4.1.3.3', 'A connected datagram socket hears of a hard error with its next call.'],
  'error-unheard': [
    'RFC 1122 §4.1.3.3',
    'A soft error, or one for a datagram socket that is not connected, is not told.',
  ],
  'linger-aborted': ['POSIX SO_LINGER', 'A stream with a linger time of zero is reset when it is closed.'],
  lingers: [
    'POSIX SO_LINGER',
    'A stream with a linger time is closed when the peer has acknowledged everything, or the time is over.',
  ],
  'timed-out': ['POSIX SO_RCVTIMEO, SO_SNDTIMEO, poll', 'A call that waited for as long as it may is given up.'],
  'urgent-told': ['RFC 6093 §3.1', 'Whoever polls for it hears that the peer has pointed at urgent text.'],
  'fd-closed': [
    'ours',
    'A call that waits for a descriptor which another thread closes fails with EBADF; a poll finds it invalid.',
  ],
  'process-ended': ['POSIX _exit', 'When a process ends, all its descriptors are closed.'],
});
