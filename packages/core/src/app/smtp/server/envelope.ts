// MAIL and RCPT: from whom a message is, and for whom it is taken. (RFC 5321 §3.3, §4.1.1.2, §4.1.1.3)
import type { Command } from '../parse/command.ts';
import { isInternational, showAddress, showPath } from '../parse/address.ts';
import { rules } from '../rules.ts';
import type { Envelope } from '../Service.ts';
import { NO_HOPS } from './hops.ts';
import { whose } from './recipients.ts';
import * as replies from './replies.ts';
import type { SmtpServerConfig, SmtpState, Transaction } from './State.ts';
import type { Turn } from './Turn.ts';
import { answered, refused } from './Turn.ts';

type Mail = Extract<Command, { readonly _tag: 'Mail' }>;
type Rcpt = Extract<Command, { readonly _tag: 'Rcpt' }>;

/** `MAIL FROM:` */
export const mail = (state: SmtpState, config: SmtpServerConfig, { from, parameters, isPlain }: Mail): Turn => {
  if (state.client === undefined) return refused(state, config, rules['out-of-sequence'], replies.SAY_HELLO);
  if (state.transaction !== undefined) return refused(state, config, rules['out-of-sequence'], replies.NESTED_MAIL);
  if (!state.isExtended && !isPlain) return refused(state, config, rules.malformed, replies.NO_PARAMETERS);
  if (isInternational(from) && !parameters.isInternational) {
    return refused(state, config, rules.malformed, replies.NEEDS_UTF8);
  }
  if ((parameters.size ?? 0) > config.limits.size) {
    return refused(state, config, rules['too-large'], replies.TOO_LARGE(config.limits), `SIZE=${parameters.size}`);
  }
  const transaction: Transaction = {
    from,
    isInternational: parameters.isInternational,
    recipients: [],
    draft: undefined,
    size: 0,
    hops: NO_HOPS,
    failure: undefined,
  };
  return answered({ ...state, transaction }, rules['mail-begun'], replies.SENDER_OK, showPath(from));
};

/** `RCPT TO:` */
export const rcpt = (state: SmtpState, config: SmtpServerConfig, { to }: Rcpt): Turn => {
  const { transaction } = state;
  if (transaction === undefined) return refused(state, config, rules['out-of-sequence'], replies.NEED_MAIL);
  if (transaction.draft !== undefined) return refused(state, config, rules['out-of-sequence'], replies.IN_CHUNKS);
  const where = showAddress(to);
  if (isInternational(to) && !transaction.isInternational) {
    return refused(state, config, rules['recipient-refused'], replies.NEEDS_UTF8, where);
  }
  const found = whose(
    to,
    config.domain,
    config.users.map(({ name }) => name),
  );
  if (found._tag === 'Unknown') return refused(state, config, rules['recipient-refused'], replies.NOBODY, where);
  if (found._tag === 'Elsewhere' && state.user === undefined) {
    return refused(state, config, rules['relay-denied'], replies.NO_RELAY, where);
  }
  if (transaction.recipients.length >= config.limits.recipients) {
    return answered(state, rules['too-many-recipients'], replies.TOO_MANY_RECIPIENTS, where);
  }
  const user = found._tag === 'User' ? found.user : undefined;
  const recipients = transaction.recipients.concat([{ address: to, user }]);
  return answered(
    { ...state, transaction: { ...transaction, recipients } },
    rules['recipient-accepted'],
    replies.RECIPIENT_OK,
    where,
  );
};

/** Each mailbox once, in the order of the recipients: whoever is named twice has it once. */
export const envelopeOf = ({ from, recipients }: Transaction): Envelope => ({
  from: showPath(from),
  mailboxes: Array.from(new Set(recipients.flatMap(({ user }) => (user === undefined ? [] : [user])))),
  foreign: Array.from(
    new Set(recipients.flatMap(({ address, user }) => (user === undefined ? [showAddress(address)] : []))),
  ),
});
