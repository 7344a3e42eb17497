// The fields that a server writes above what it was sent. (RFC 5321 §4.4; the words behind `with`: RFC 3848, RFC 6531 §4.3)
import type { Bytes } from '../../../basis/bytes.ts';
import { utf8 } from '../../../basis/bytes.ts';
import type { Instant } from '../../../basis/time.ts';
import { mailDate } from '../../mail/date.ts';
import { showAddress, showPath } from '../parse/address.ts';
import type { SmtpServerConfig, SmtpState, Transaction } from './State.ts';

const protocolOf = (state: SmtpState, transaction: Transaction): string => {
  const login = state.user === undefined ? '' : 'A';
  if (transaction.isInternational) return `UTF8SMTP${login}`;
  return state.isExtended ? `ESMTP${login}` : 'SMTP';
};

/**
 * Return-Path and Received.
 *
 * The recipient is named only where it is the only one: nobody learns from it of others. (§7.2)
 */
export const traceFields = (
  state: SmtpState,
  { domain, peer }: SmtpServerConfig,
  transaction: Transaction,
  id: string,
  at: Instant,
): Bytes => {
  const [first, ...others] = transaction.recipients;
  const only = first !== undefined && others.length === 0 ? `\r\n\tfor <${showAddress(first.address)}>` : '';
  const date = mailDate(Math.floor(at / 1_000_000_000));
  return utf8(
    `Return-Path: ${showPath(transaction.from)}\r\n` +
      `Received: from ${state.client ?? 'unknown'} ([${peer}])\r\n` +
      `\tby ${domain} with ${protocolOf(state, transaction)} id ${id}${only};\r\n\t${date}\r\n`,
  );
};
