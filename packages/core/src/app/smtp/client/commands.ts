// What the client says, and what of it may be shown.
import { utf8 } from '../../../basis/bytes.ts';
import { toBase64 } from '../../mail/base64.ts';
import { showPlain } from '../../mail/sasl.ts';
import { isInternational, showAddress, showPath } from '../parse/address.ts';
import type { SmtpClientConfig, SmtpClientState, Step } from './State.ts';

/** A command line without its CRLF, and how it looks to whoever looks on. */
export interface Said {
  readonly line: string;
  readonly shown: string;
}

const open = (line: string): Said => ({ line, shown: line });

/** Does the server offer this? */
export const offers = (state: SmtpClientState, keyword: string): boolean =>
  state.offers.some(([word]) => word === keyword);

/** How the client logs in: PLAIN where it is offered, for that is one turn; else LOGIN. */
export const mechanismOf = (state: SmtpClientState): 'PLAIN' | 'LOGIN' | undefined => {
  const isOffered = (mechanism: string): boolean =>
    state.offers.some(([word, ...mechanisms]) => word === 'AUTH' && mechanisms.includes(mechanism));
  return isOffered('PLAIN') ? 'PLAIN' : isOffered('LOGIN') ? 'LOGIN' : undefined;
};

/** Do the addresses need SMTPUTF8? */
export const needsUtf8 = ({ from, to }: SmtpClientConfig): boolean => isInternational(from) || to.some(isInternational);

const mailLine = (state: SmtpClientState, config: SmtpClientConfig): string => {
  const size = config.size !== undefined && offers(state, 'SIZE') ? ` SIZE=${config.size}` : '';
  const body = config.isEightBit && offers(state, '8BITMIME') ? ' BODY=8BITMIME' : '';
  const international = needsUtf8(config) ? ' SMTPUTF8' : '';
  return `MAIL FROM:${showPath(config.from)}${size}${body}${international}`;
};

/** The command of a step. */
export const commandOf = (state: SmtpClientState, config: SmtpClientConfig, step: Step): Said => {
  const { login } = config;
  switch (step._tag) {
    case 'Greeting':
      return open('');
    case 'Ehlo':
      return open(`EHLO ${config.name}`);
    case 'Helo':
      return open(`HELO ${config.name}`);
    case 'AuthPlain':
      return {
        line: `AUTH PLAIN ${toBase64(showPlain(login ?? { name: '', password: '' }))}`,
        shown: 'AUTH PLAIN ***',
      };
    case 'AuthLogin':
      return open('AUTH LOGIN');
    case 'AuthName':
      return { line: toBase64(utf8(login?.name ?? '')), shown: '***' };
    case 'AuthPassword':
      return { line: toBase64(utf8(login?.password ?? '')), shown: '***' };
    case 'Mail':
      return open(mailLine(state, config));
    case 'Rcpt': {
      const to = config.to[step.at];
      return open(to === undefined ? 'NOOP' : `RCPT TO:<${showAddress(to)}>`);
    }
    case 'Data':
      return open('DATA');
    case 'Text':
      return open('.');
    case 'Quit':
      return open('QUIT');
  }
};
