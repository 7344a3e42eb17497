// DATA and BDAT: the text of a message, from its first octet until it is safe. (RFC 5321 §4.1.1.4; RFC 3030 §2)
import type { Bytes } from '../../../basis/bytes.ts';
import { indicate, note } from '../../../basis/layer.ts';
import type { Draft } from '../../mail/Draft.ts';
import type { Command } from '../parse/command.ts';
import type { Reply } from '../parse/reply.ts';
import { readChunk, readText, TEXT_START } from '../../mail/textReader.ts';
import { rules } from '../rules.ts';
import type { Refusal, SmtpService } from '../Service.ts';
import { envelopeOf } from './envelope.ts';
import { countHops } from './hops.ts';
import * as replies from './replies.ts';
import type { Hearing, SmtpServerConfig, SmtpState, Transaction } from './State.ts';
import { traceFields } from './trace.ts';
import type { Out, Turn } from './Turn.ts';
import { answered, asked, farewell, refused, say, withoutTransaction } from './Turn.ts';

type Chunk = Extract<Hearing, { readonly _tag: 'Chunk' }>;

const withTransaction = (state: SmtpState, transaction: Transaction): SmtpState => ({ ...state, transaction });

/** `DATA` */
export const data = (state: SmtpState, config: SmtpServerConfig): Turn => {
  const { transaction } = state;
  if (transaction === undefined) return refused(state, config, rules['out-of-sequence'], replies.NEED_MAIL);
  if (transaction.draft !== undefined || transaction.failure !== undefined) {
    return refused(state, config, rules['out-of-sequence'], replies.IN_CHUNKS);
  }
  if (transaction.recipients.length === 0) return refused(state, config, rules['no-recipients'], replies.NO_RECIPIENTS);
  return asked(state, 'open', { _tag: 'Open', envelope: envelopeOf(transaction) });
};

/** `BDAT`: its octets follow at once, and are taken from the stream whatever is to be said of it. */
export const bdat = (
  state: SmtpState,
  config: SmtpServerConfig,
  { size, isLast }: Extract<Command, { readonly _tag: 'Bdat' }>,
): Turn => {
  const { transaction } = state;
  const { limits } = config;
  const chunk = (refusal: Reply | undefined): SmtpState => ({
    ...state,
    hearing: { _tag: 'Chunk', left: size, size, isLast, refusal },
  });
  // Nobody waits for octets without end that will be refused.
  if (size > limits.size + limits.beyond) return farewell(state, rules['too-large'], replies.TOO_LARGE(limits));
  if (transaction === undefined) return chunkRead(chunk(replies.NEED_MAIL), config);
  if (transaction.recipients.length === 0) return chunkRead(chunk(replies.NO_RECIPIENTS), config);
  if (transaction.failure !== undefined) return chunkRead(chunk(transaction.failure), config);
  if (transaction.draft === undefined) {
    return asked(chunk(undefined), 'open', { _tag: 'Open', envelope: envelopeOf(transaction) });
  }
  return chunkRead(chunk(undefined), config);
};

/** The message is refused when it is whole; what was written of it is thrown away now. */
const failed = (state: SmtpState, transaction: Transaction, failure: Reply): Turn => {
  const { draft } = transaction;
  const next = withTransaction(state, { ...transaction, draft: undefined, failure: transaction.failure ?? failure });
  return [next, draft === undefined ? [] : [indicate({ _tag: 'Discard', draft })]];
};

/** More of the text has come: counted, looked at, and written down. */
const written = (state: SmtpState, config: SmtpServerConfig, transaction: Transaction, octets: Bytes): Turn => {
  const { limits } = config;
  const size = transaction.size + octets.length;
  const hops = countHops(transaction.hops, octets);
  const next: Transaction = { ...transaction, size, hops };
  if (size > limits.size + limits.beyond) return farewell(state, rules['too-large'], replies.TOO_LARGE(limits));
  const { draft } = next;
  if (draft === undefined) return [withTransaction(state, next), []];
  const failure = size > limits.size ? replies.TOO_LARGE(limits) : hops.count > limits.hops ? replies.LOOP : undefined;
  if (failure !== undefined) {
    const [after, said] = failed(state, next, failure);
    return [after, [note(size > limits.size ? rules['too-large'] : rules.looped, `${size} octets`), ...said]];
  }
  if (octets.length === 0) return [withTransaction(state, next), []];
  return asked(withTransaction(state, next), 'write', { _tag: 'Write', draft, octets });
};

/** The message is whole: whoever keeps mail makes it safe, or it is refused. */
const ended = (state: SmtpState, config: SmtpServerConfig, isBare: boolean): Turn => {
  const { transaction } = state;
  const listening: SmtpState = { ...state, hearing: { _tag: 'Command' } };
  if (transaction === undefined) return [listening, []];
  const failure = transaction.failure ?? (isBare ? replies.BARE : undefined);
  const { draft } = transaction;
  if (failure !== undefined || draft === undefined) {
    const [next, discarded] = withoutTransaction(listening);
    const [last, said] = refused(
      next,
      config,
      failure === replies.BARE ? rules['bare-line-end'] : rules['not-stored'],
      failure ?? replies.FAILED,
    );
    return [last, [...discarded, ...said]];
  }
  return asked(listening, 'deliver', { _tag: 'Deliver', draft, envelope: envelopeOf(transaction) });
};

/** Reads on in the text behind DATA. */
export const readOnInText = (
  state: SmtpState,
  config: SmtpServerConfig,
  hearing: Extract<Hearing, { readonly _tag: 'Text' }>,
): Turn => {
  const { transaction } = state;
  if (transaction === undefined) return [{ ...state, hearing: { _tag: 'Command' } }, []];
  const [reader, octets, next, isEnd] = readText(hearing.reader, state.unread, 0);
  const rest: SmtpState = { ...state, unread: state.unread.subarray(next), hearing: { _tag: 'Text', reader } };
  // The end is looked at when the last octets have been written: `place` is the start of a line, and the text knows that it is over.
  if (!isEnd) return written(rest, config, transaction, octets);
  const over: SmtpState = { ...rest, hearing: { _tag: 'Ended', isBare: reader.isBare } };
  return written(over, config, transaction, octets);
};

/** The text was read to its end, and all of it was written. */
export const endText = (state: SmtpState, config: SmtpServerConfig, isBare: boolean): Turn => {
  const [next, said] = ended(state, config, isBare);
  return [next, [note(rules.text, `${state.transaction?.size ?? 0} octets`), ...said]];
};

/** Reads on in the octets of a chunk. */
export const readOnInChunk = (state: SmtpState, config: SmtpServerConfig, hearing: Chunk): Turn => {
  const { transaction } = state;
  const octets = state.unread.subarray(0, hearing.left);
  const left = hearing.left - octets.length;
  const chunks = readChunk(state.chunks, octets);
  const rest: SmtpState = {
    ...state,
    unread: state.unread.subarray(octets.length),
    hearing: { ...hearing, left },
    chunks: hearing.refusal === undefined ? chunks : state.chunks,
  };
  if (hearing.refusal !== undefined || transaction === undefined) return chunkRead(rest, config);
  const [next, said] = written(rest, config, transaction, octets);
  if (next.question !== undefined || next.stage === 'over') return [next, said];
  const [last, more] = chunkRead(next, config);
  return [last, [...said, ...more]];
};

/** If the whole chunk has been taken: its reply, or the end of the message. */
export const chunkRead = (state: SmtpState, config: SmtpServerConfig): Turn => {
  const { hearing, transaction } = state;
  if (hearing._tag !== 'Chunk' || hearing.left > 0) return [state, []];
  const listening: SmtpState = { ...state, hearing: { _tag: 'Command' } };
  const { afterCr, isBare } = state.chunks;
  if (hearing.refusal !== undefined) {
    return refused(listening, config, rules['out-of-sequence'], hearing.refusal, 'BDAT');
  }
  if (hearing.isLast) return ended(listening, config, isBare || afterCr);
  // A message that will be refused is refused at once: who sends the next chunk hears the same. (RFC 3030 §2)
  if (transaction?.failure !== undefined) return refused(listening, config, rules['not-stored'], transaction.failure);
  return answered(listening, rules.chunk, replies.chunkTaken(hearing.size), `${hearing.size} octets`);
};

/** A draft was opened: the fields of the trace come first, and behind DATA the client may go ahead. */
export const opened = (
  state: SmtpState,
  config: SmtpServerConfig,
  { draft, at }: Extract<SmtpService['request'], { readonly _tag: 'Opened' }>,
): Turn => {
  const { transaction } = state;
  if (transaction === undefined) return [{ ...state, question: undefined }, [indicate({ _tag: 'Discard', draft })]];
  const isChunk = state.hearing._tag === 'Chunk';
  const head = traceFields(state, config, transaction, draft.unique, at);
  const next: SmtpState = {
    ...withTransaction(state, { ...transaction, draft }),
    hearing: isChunk ? state.hearing : { _tag: 'Text', reader: TEXT_START },
  };
  const [last, said] = asked(next, 'write', { _tag: 'Write', draft, octets: head });
  return [last, [...(isChunk ? [] : [say(replies.GO_AHEAD)]), ...said]];
};

/** The last octets are written. */
export const wrote = (state: SmtpState, config: SmtpServerConfig, draft: Draft): Turn => {
  const { transaction } = state;
  if (transaction === undefined) return [{ ...state, question: undefined }, [indicate({ _tag: 'Discard', draft })]];
  const next: SmtpState = { ...withTransaction(state, { ...transaction, draft }), question: undefined };
  return chunkRead(next, config);
};

/** Nothing can happen to the message any more. */
export const delivered = (state: SmtpState): Turn => {
  const id = state.transaction?.draft?.unique ?? '';
  const next: SmtpState = {
    ...state,
    question: undefined,
    transaction: undefined,
    chunks: { afterCr: false, isBare: false },
  };
  return answered(next, rules.delivered, replies.taken(id), id);
};

/** It could not be opened, written or delivered. */
export const notStored = (state: SmtpState, config: SmtpServerConfig, why: Refusal): Turn => {
  const words = why === 'full' ? replies.FULL : replies.FAILED;
  const { transaction, question } = state;
  const next: SmtpState = { ...state, question: undefined };
  if (transaction === undefined) return [next, []];
  const about: Out = note(rules['not-stored'], why);
  if (question === 'write') {
    const [later, said] = failed(next, transaction, words);
    const [last, more] = chunkRead(later, config);
    return [last, [about, ...said, ...more]];
  }
  if (question === 'open' && next.hearing._tag === 'Chunk') {
    return chunkRead({ ...next, hearing: { ...next.hearing, refusal: words } }, config);
  }
  // Before DATA was answered, or when all of it has come: the transaction is over either way, and there is no draft any more.
  const [last] = withoutTransaction(next);
  return [last, [about, say(words)]];
};
