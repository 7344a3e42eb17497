import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<
  | 'agreed'
  | 'refused'
  | 'refused-before'
  | 'contradicted'
  | 'no-answer-to-answer'
  | 'synch'
  | 'timing-mark'
  | 'unasked-mark'
  | 'subnegotiation-too-long'
  | 'subnegotiation-broken'
  | 'subnegotiation-unwanted'
  | 'status'
  | 'terminal-types'
  | 'window-size'
  | 'unknown-command'
> = table('telnet', {
  agreed: ['RFC 854, General Considerations', 'A request for an option that we can do is agreed to, once.'],
  refused: ['RFC 855 §1', 'A request for an option that we cannot do is refused.'],
  'refused-before': ['RFC 1143 §7', 'What was refused and is asked for again has its answer already.'],
  contradicted: [
    'RFC 1143 §7',
    'An agreement to what we have just forbidden is an error of the peer: it counts as a refusal.',
  ],
  'no-answer-to-answer': [
    'RFC 854 rule b',
    'A request for what is in force already is not answered: so no loop can arise.',
  ],
  synch: [
    'RFC 854, The Telnet Synch Signal',
    'After urgent data, text is thrown away up to the data mark; commands are not.',
  ],
  'timing-mark': ['RFC 860 §5', 'A timing mark is answered each time, when all before it has been dealt with.'],
  'unasked-mark': ['RFC 860 §5', 'An answer to a timing mark that nobody asked for is ignored.'],
  'subnegotiation-too-long': ['RFC 855 §3', 'A subnegotiation that is too long is thrown away up to its end.'],
  'subnegotiation-broken': [
    'RFC 855 §3',
    'A subnegotiation that another command breaks off is thrown away; the command counts.',
  ],
  'subnegotiation-unwanted': [
    'RFC 855 §3',
    'A subnegotiation about an option that is not in force, or without sense, is ignored.',
  ],
  status: ['RFC 859 §5', 'Whoever asks for our status, and may, is told all options that are in force.'],
  'terminal-types': ['RFC 1091', 'Names of terminals are asked for until one comes twice in a row.'],
  'window-size': ['RFC 1073', 'A window size is four octets, each 255 doubled; zero is no size.'],
  'unknown-command': ['RFC 854', 'An octet after IAC that is no command is left out with it.'],
});
