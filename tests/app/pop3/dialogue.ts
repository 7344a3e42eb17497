// A session of the pure POP3 server with a maildrop that is a list.
import type { Layer, Maildrop, Message, Pop3ServerConfig, Pop3Service, Pop3State, StreamService } from '@sockeye/core';
import { DEADLINE_REACHED, instant, POP3_LIMITS, pop3Server, utf8 } from '@sockeye/core';
import { option as O } from 'fp-ts';
import { invariant } from '../../../packages/core/src/app/pop3/server/State.ts';

export const TIMESTAMP = '<1896.697170952@dbc.mtview.ca.us>';

export const CONFIG: Pop3ServerConfig = {
  users: [
    { name: 'alice', password: 'secret' },
    { name: 'bob', password: 'two words' },
    { name: 'mrose', password: 'tanstaaf' },
  ],
  limits: { ...POP3_LIMITS, errors: 12, beyond: 50_000 },
  timestamp: TIMESTAMP,
};

/** What alice has: the last message ends without a line end, as it lies in its file. */
export const LETTERS: ReadonlyArray<string> = [
  'Subject: one\r\n\r\nfirst\r\nsecond\r\n.third\r\n..\r\n',
  'Subject: two\r\nX: y\r\n\r\n',
  'no header\r\n',
  `Subject: long\r\n\r\n${'x'.repeat(70)}\r\n.\r\n`,
];

export interface Session {
  readonly say: (words: string | Uint8Array) => Session;
  readonly wait: (seconds: number) => Session;
  readonly finish: () => Session;
  readonly vanish: () => Session;
  readonly heard: () => string;
  readonly output: () => string;
  readonly state: () => Pop3State;
  readonly left: () => 'Finish' | 'Abort' | undefined;
  /** The bases of what was removed. */
  readonly removed: ReadonlyArray<string>;
  /** How often a maildrop was opened, renewed, and let go. */
  readonly locks: { readonly opened: number; readonly renewed: number; readonly released: number };
  readonly rules: ReadonlySet<string>;
  readonly broken: ReadonlyArray<string>;
}

/** What goes wrong in the store. */
export interface Troubles {
  readonly opens?: 'in-use' | 'failed';
  /** Messages that are gone by now, by their bases; or that break off behind their first piece. */
  readonly gone?: ReadonlyArray<string>;
  readonly breaks?: ReadonlyArray<string>;
  readonly failures?: number;
  /** Octets of a piece. */
  readonly piece?: number;
}

const MESSAGES: ReadonlyArray<Message> = LETTERS.map((letter, at) => ({
  uid: 10 * (at + 1),
  base: at === 2 ? 'no good\u00e9name' : `17${at}.R${at}.host,S=1,W=${letter.length}`,
  flags: '',
  isNew: true,
  size: letter.length,
}));

export const dialogue = (config: Pop3ServerConfig = CONFIG, troubles: Troubles = {}): Session => {
  const layer: Layer<Pop3State, Pop3Service, StreamService> = pop3Server(config);
  let state = layer.initial;
  let now = 0;
  let out = '';
  let mark = 0;
  let drained = false;
  let left: 'Finish' | 'Abort' | undefined;
  const removed: Array<string> = [];
  const locks = { opened: 0, renewed: 0, released: 0 };
  const rules = new Set<string>();
  const broken: Array<string> = [];
  const { gone = [], breaks = [], failures = 0, piece = 16 } = troubles;

  const open = (user: string): Pop3Service['request'] => {
    if (troubles.opens !== undefined) return { _tag: 'Closed', why: troubles.opens };
    locks.opened += 1;
    const maildrop: Maildrop = { user, lock: { path: '', holder: '' }, messages: user === 'alice' ? MESSAGES : [] };
    return { _tag: 'Opened', maildrop };
  };

  const store = (ask: Pop3Service['indication']): ReadonlyArray<Pop3Service['request']> => {
    switch (ask._tag) {
      case 'Open':
        return [open(ask.user)];
      case 'Read': {
        const { message, at } = ask.reading;
        if (gone.includes(message.base) || (at > 0 && breaks.includes(message.base))) return [{ _tag: 'Unreadable' }];
        const letter = utf8(LETTERS[message.uid / 10 - 1] ?? '');
        const octets = letter.subarray(at, at + piece);
        const next = { message, at: at + octets.length };
        return [{ _tag: 'Octets', octets, next, isEnd: next.at >= letter.length }];
      }
      case 'Remove':
        removed.push(...ask.messages.map(({ base }) => base));
        return [{ _tag: 'Removed', failures }];
      case 'Renew':
        locks.renewed += 1;
        return [];
      case 'Release':
        locks.released += 1;
        return [];
    }
  };

  const hear = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, words] = layer.step(state, input, instant(now));
    state = next;
    for (const word of words) {
      if (word._tag === 'Note') rules.add(word.note.rule.id);
      else if (word._tag === 'Indicate') {
        for (const answer of store(word.indication)) hear({ _tag: 'Requested', request: answer });
      } else if (word.request._tag === 'Send') {
        if (left !== undefined) broken.push('it speaks after its end');
        for (const octet of word.request.octets) out += String.fromCharCode(octet);
        drained = true;
      } else if (word.request._tag === 'Finish' || word.request._tag === 'Abort') left = word.request._tag;
    }
    broken.push(...invariant(state, config));
    // What was sent in this step has been taken before the next octet comes.
    if (drained) {
      drained = false;
      if (left === undefined) hear({ _tag: 'Indicated', indication: { _tag: 'Drained' } });
    }
  };

  const pass = (until: number): void => {
    for (;;) {
      const due = O.toUndefined(layer.deadline(state));
      if (due === undefined || due > until) break;
      now = Math.max(now, due);
      hear(DEADLINE_REACHED);
    }
    now = until;
  };

  const self: Session = {
    say: (words) => {
      if (left === undefined) {
        const octets = typeof words === 'string' ? utf8(words) : words;
        hear({ _tag: 'Indicated', indication: { _tag: 'Received', octets } });
      }
      pass(now);
      return self;
    },
    wait: (seconds) => {
      pass(now + seconds * 1_000_000_000);
      return self;
    },
    finish: () => {
      hear({ _tag: 'Indicated', indication: { _tag: 'Finished' } });
      return self;
    },
    vanish: () => {
      hear({ _tag: 'Indicated', indication: { _tag: 'Broken', errno: 'ECONNRESET' } });
      return self;
    },
    heard: () => {
      const words = out.slice(mark);
      mark = out.length;
      return words;
    },
    output: () => out,
    state: () => state,
    left: () => left,
    removed,
    locks,
    rules,
    broken,
  };
  pass(0);
  return self;
};

/** Alice has logged in. */
export const entered = (config?: Pop3ServerConfig, troubles?: Troubles): Session => {
  const session = dialogue(config, troubles).say('USER alice\r\nPASS secret\r\n');
  session.heard();
  return session;
};
