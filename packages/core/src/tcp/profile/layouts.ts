// How the options of a SYN are laid out: every stack has an order and a padding of its own.
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { CookieOption } from '../fastOpen/FastOpenPart.ts';
import type { Offer } from './Profile.ts';

const NOP: TcpOption = { kind: 'nop' };
const EOL: TcpOption = { kind: 'eol' };

/** Octets of the option: it is as long as its cookie. */
const cookieLength = ({ kind, cookie }: CookieOption): number => (kind === 'FO' ? 2 : 4) + cookie.length;

const mss = (offer: Offer): TcpOption => ({ kind: 'mss', mss: offer.mss });
const stamp = ({ val, ecr }: { readonly val: number; readonly ecr: number }): TcpOption => ({ kind: 'TS', val, ecr });

/** MSS, SACK-permitted with timestamps (or two NOPs), NOP and window scale: as Linux has it. */
export const linuxLayout = (offer: Offer): ReadonlyArray<TcpOption> => {
  const options: Array<TcpOption> = [mss(offer)];
  if (offer.timestamp !== undefined) {
    if (offer.sack) options.push({ kind: 'sackOK' });
    else options.push(NOP, NOP);
    options.push(stamp(offer.timestamp));
  } else if (offer.sack) {
    options.push(NOP, NOP, { kind: 'sackOK' });
  }
  if (offer.shift !== undefined) options.push(NOP, { kind: 'wscale', shift: offer.shift });
  if (offer.fastOpen !== undefined) {
    options.push(offer.fastOpen);
    if (cookieLength(offer.fastOpen) % 4 === 2) options.push(NOP, NOP);
  }
  return options;
};

/** Does the cookie end in the middle of a word? */
const hasHalfWord = (option: CookieOption | undefined): boolean =>
  option !== undefined && cookieLength(option) % 4 === 2;

/** MSS, NOP, window scale, SACK-permitted, timestamps, and End of Option List up to four octets: as FreeBSD has it. */
export const freebsdLayout = (offer: Offer): ReadonlyArray<TcpOption> => {
  const options: Array<TcpOption> = [mss(offer)];
  if (offer.shift !== undefined) options.push(NOP, { kind: 'wscale', shift: offer.shift });
  if (offer.sack) options.push({ kind: 'sackOK' });
  if (offer.timestamp !== undefined) {
    if (!offer.sack) options.push(NOP, NOP);
    options.push(stamp(offer.timestamp));
  }
  if (offer.fastOpen !== undefined) options.push(offer.fastOpen);
  const isOdd = (offer.timestamp === undefined && offer.sack) !== hasHalfWord(offer.fastOpen);
  if (isOdd) options.push(EOL, EOL);
  return options;
};
