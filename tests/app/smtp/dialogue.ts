// A session of the pure server with a store that is a list: what goes in, what comes out, and what was delivered.
import type {
  Envelope,
  Instant,
  Layer,
  MailDraft,
  SmtpServerConfig,
  SmtpService,
  SmtpState,
  StreamService,
} from '@sockeye/core';
import { concatBytes, DEADLINE_REACHED, instant, SMTP_LIMITS, smtpServer, text, utf8 } from '@sockeye/core';
import { option as O } from 'fp-ts';
import { invariant } from '../../../packages/core/src/app/smtp/server/State.ts';

export const CONFIG: SmtpServerConfig = {
  domain: 'example.org',
  users: [
    { name: 'alice', password: 'secret' },
    { name: 'bob', password: 'pass word' },
  ],
  limits: { ...SMTP_LIMITS, size: 10_000, beyond: 5_000, recipients: 3, errors: 8 },
  peer: '10.0.0.1',
};

/** A message that the store has. */
export interface Kept {
  readonly envelope: Envelope;
  readonly text: string;
}

export interface Session {
  readonly say: (words: string | Uint8Array) => Session;
  /** So many seconds pass. */
  readonly wait: (seconds: number) => Session;
  readonly finish: () => Session;
  readonly vanish: () => Session;
  /** All that the server has sent. */
  readonly output: () => string;
  /** What it has sent since it was asked last. */
  readonly heard: () => string;
  readonly kept: ReadonlyArray<Kept>;
  /** Drafts that are neither delivered nor discarded. */
  readonly open: () => number;
  readonly state: () => SmtpState;
  readonly rules: ReadonlySet<string>;
  /** How the server has left: by FIN, by reset, or not. */
  readonly left: () => 'Finish' | 'Abort' | undefined;
  /** Things that must never be. */
  readonly broken: ReadonlyArray<string>;
}

type Ask = SmtpService['indication'];
type Answer = SmtpService['request'];

export interface Troubles {
  /** The store refuses this, the n-th time that it is asked (from 1). */
  readonly refuses?: readonly [ask: 'Open' | 'Write' | 'Deliver', time: number, why: 'full' | 'failed'];
}

const AT: Instant = instant(1_700_000_000_000_000_000);

/** Bytes of each letter: what a test writes as text may have any octet. */
export const octets = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0));

export const dialogue = (config: SmtpServerConfig = CONFIG, troubles: Troubles = {}): Session => {
  const layer: Layer<SmtpState, SmtpService, StreamService> = smtpServer(config);
  let state = layer.initial;
  let now = 0;
  let out = '';
  let mark = 0;
  let left: 'Finish' | 'Abort' | undefined;
  let drafts = 0;
  const texts = new Map<number, Array<Uint8Array>>();
  const asked = { Open: 0, Write: 0, Deliver: 0 };
  const kept: Array<Kept> = [];
  const rules = new Set<string>();
  const broken: Array<string> = [];

  const store = (ask: Ask): ReadonlyArray<Answer> => {
    if (ask._tag === 'Discard') {
      if (!texts.delete(ask.draft.fd)) broken.push('a draft was discarded that is none');
      return [];
    }
    asked[ask._tag] += 1;
    const { refuses } = troubles;
    if (refuses?.[0] === ask._tag && refuses[1] === asked[ask._tag]) {
      if (ask._tag === 'Deliver') texts.delete(ask.draft.fd);
      return [{ _tag: 'Refused', why: refuses[2] }];
    }
    if (ask._tag === 'Open') {
      drafts += 1;
      texts.set(drafts, []);
      const draft = { fd: drafts, path: '', unique: `id${drafts}`, stored: 0, wire: 0, isLineStart: true } as unknown;
      return [{ _tag: 'Opened', draft: draft as MailDraft, at: AT }];
    }
    const pieces = texts.get(ask.draft.fd);
    if (pieces === undefined) {
      broken.push(`${ask._tag} of a draft that is none`);
      return [{ _tag: 'Refused', why: 'failed' }];
    }
    if (ask._tag === 'Write') {
      pieces.push(ask.octets);
      return [{ _tag: 'Written', draft: ask.draft }];
    }
    kept.push({ envelope: ask.envelope, text: String.fromCharCode(...concatBytes(pieces)) });
    texts.delete(ask.draft.fd);
    return [{ _tag: 'Delivered' }];
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
        out += text(word.request.octets);
      } else if (word.request._tag === 'Finish' || word.request._tag === 'Abort') left = word.request._tag;
    }
    broken.push(...invariant(state, config));
  };

  /** Everything that is due until then. */
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
        hear({
          _tag: 'Indicated',
          indication: { _tag: 'Received', octets: typeof words === 'string' ? utf8(words) : words },
        });
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
    output: () => out,
    heard: () => {
      const words = out.slice(mark);
      mark = out.length;
      return words;
    },
    kept,
    open: () => texts.size,
    state: () => state,
    rules,
    left: () => left,
    broken,
  };
  pass(0);
  return self;
};

/** The codes of replies, one for each, whatever lines they have. */
export const codes = (words: string): ReadonlyArray<number> =>
  words
    .split('\r\n')
    .filter((line) => /^[0-9]{3}( |$)/.test(line))
    .map((line) => Number(line.slice(0, 3)));

/** A session that has said EHLO, and forgets what it heard. */
export const greeted = (config?: SmtpServerConfig, troubles?: Troubles): Session => {
  const session = dialogue(config, troubles).say('EHLO client.test\r\n');
  session.heard();
  return session;
};

/** A whole message to alice. */
export const LETTER = 'Subject: hello\r\n\r\nThis is the message.\r\n';
export const SENDING = `MAIL FROM:<bob@host.test>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n${LETTER}.\r\n`;
