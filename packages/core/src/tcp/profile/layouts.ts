// How the options of a SYN are laid out: every stack has an order and a padding of its own.
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { Offer } from './Profile.ts';

const NOP: TcpOption = { kind: 'nop' };
const EOL: TcpOption = { kind: 'eol' };

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
  return options;
};

/** MSS, NOP, window scale, SACK-permitted, timestamps, and End of Option List up to four octets: as FreeBSD has it. */
export const freebsdLayout = (offer: Offer): ReadonlyArray<TcpOption> => {
  const options: Array<TcpOption> = [mss(offer)];
  if (offer.shift !== undefined) options.push(NOP, { kind: 'wscale', shift: offer.shift });
  if (offer.sack) options.push({ kind: 'sackOK' });
  if (offer.timestamp !== undefined) {
    if (!offer.sack) options.push(NOP, NOP);
    options.push(stamp(offer.timestamp));
  } else if (offer.sack) {
    options.push(EOL, EOL);
  }
  return options;
};
