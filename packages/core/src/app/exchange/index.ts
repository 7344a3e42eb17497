// The dialogue on a connection, line by line, as whoever looks over its shoulder would write it down.
import type { Bytes } from '../../basis/bytes.ts';
import { hex2 } from '../../basis/bytes.ts';
import type { Input, Layer, Output, Transition } from '../../basis/layer.ts';
import { indicate, note, request } from '../../basis/layer.ts';
import { O } from '../../basis/fp.ts';
import type { LinesService } from '../lines/Service.ts';
import { rules } from './rules.ts';

export { rules as exchangeRules } from './rules.ts';

/** Octets as a line of printable ASCII; what is none as `\xHH`. */
export const printable = (octets: Bytes): string => {
  let out = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    out += octet >= 32 && octet < 127 ? String.fromCharCode(octet) : `\\x${hex2(octet)}`;
  }
  return out;
};

/** The lines of what was sent, without their ends. */
const linesOf = (octets: Bytes): ReadonlyArray<string> => {
  const found: Array<string> = [];
  for (let from = 0; from < octets.length;) {
    const at = octets.indexOf(10, from);
    const end = at < 0 ? octets.length : at;
    found.push(printable(octets.subarray(from, at > from && octets[at - 1] === 13 ? at - 1 : end)));
    from = end + 1;
  }
  return found;
};

type Word = Output<LinesService, LinesService>;

const said = (asked: LinesService['request']): ReadonlyArray<Word> => {
  if (asked._tag !== 'Send') return [request(asked)];
  const shown = asked.shown === undefined ? linesOf(asked.octets) : asked.shown === '' ? [] : [asked.shown];
  return [...shown.map((text): Word => note(rules.said, text)), request(asked)];
};

const heard = (told: LinesService['indication']): ReadonlyArray<Word> => {
  if (told._tag === 'Line') return [note(rules.heard, printable(told.octets)), indicate(told)];
  if (told._tag === 'Octets') return [note(rules.heard, `(${told.octets.length} octets)`), indicate(told)];
  return [indicate(told)];
};

/**
 * Hands everything on, and notes each line that goes by: `over(client, over(exchange, lines(config)))`.
 *
 * What is secret shows as its sender says (`shown`), spans as their number of octets.
 *
 * @category trace
 * @since 0.1.0
 */
export const exchange: Layer<null, LinesService, LinesService> = {
  initial: null,
  step: (state, input: Input<LinesService, LinesService>): Transition<null, Word> => {
    if (input._tag === 'Requested') return [state, said(input.request)];
    return [state, input._tag === 'Indicated' ? heard(input.indication) : []];
  },
  deadline: () => O.none,
};
