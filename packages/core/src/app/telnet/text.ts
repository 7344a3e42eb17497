// Text of the NVT in both directions: CR LF, CR NUL, and the doubled 255.
import type { Bytes } from '../../basis/bytes.ts';
import { IAC } from './codes.ts';
import { inForce } from './State.ts';
import type { Turn } from './Turn.ts';

const CR = 13;
const LF = 10;
const NUL = 0;

/**
 * A run of text that came, without commands in it. A NUL behind a CR is no text: it says that the CR stands alone. With BINARY in
 * force every octet counts. (RFC 854, 856)
 */
export const takeText = (turn: Turn, run: Bytes): void => {
  const { state } = turn;
  if (run.length === 0) return;
  if (inForce(state, 'remote', 'BINARY')) {
    state.hasCr = false;
    if (!state.isSynching) turn.text.push(run);
    return;
  }
  const kept = new Uint8Array(run.length);
  let length = 0;
  for (let i = 0; i < run.length; i++) {
    const octet = run[i] ?? 0;
    if (!(octet === NUL && state.hasCr)) kept[length++] = octet;
    state.hasCr = octet === CR;
  }
  if (!state.isSynching && length > 0) turn.text.push(kept.subarray(0, length));
};

/**
 * Text as it goes on the wire: 255 doubled, and outside BINARY a NUL behind each CR that no LF follows.
 *
 * A CR at the very end waits for what is sent next: cutting a text in two changes nothing on the wire but when.
 */
export const putText = (turn: Turn, octets: Bytes): void => {
  const { state } = turn;
  if (octets.length === 0) return;
  const isBinary = inForce(state, 'local', 'BINARY');
  const out = new Uint8Array(octets.length * 2 + 1);
  let length = 0;
  let owes = state.owesNul;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    if (owes && octet !== LF) out[length++] = NUL;
    owes = !isBinary && octet === CR;
    out[length++] = octet;
    if (octet === IAC) out[length++] = IAC;
  }
  state.owesNul = owes;
  turn.sending.push(out.subarray(0, length));
};
