// packet = ( "<" / ">" ) {encapsulation} [ip] ( tcp / udp / icmp )
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '@sockeye/core';
import { codeNumber, typeNumber } from '../wire/icmpNames.ts';
import type { IcmpScript, PspScript, QuoteScript, TcpScript, UdpScript } from '../Script.ts';
import { encapsulations, ipOf, portsOf } from './ip.ts';
import type { Reader } from './Reader.ts';
import { word16, word32 } from './Reader.ts';
import { optionsOf } from './tcpOptions.ts';

const LETTERS: Readonly<Record<string, number>> = {
  F: FIN,
  S: SYN,
  R: RST,
  P: PSH,
  U: URG,
  E: ECE,
  W: CWR,
  A: AE,
};

const FLAGS = /-|[FSRPEWAU]*[0-7]?\.?[0-7]?/y;

/** Flags may look like other words of the language (`S.5`, `.7`), so they are read as characters. */
const flags = (reader: Reader): { readonly control: number; readonly ace: number | undefined } => {
  const wanted = 'flags: letters of F S R P E W A U, "." for ACK, or "-"';
  const { from, end, replaced, text } = reader.next;
  FLAGS.lastIndex = replaced ? 0 : from;
  const letters = FLAGS.exec(replaced ? text : reader.source)?.[0] ?? '';
  const stop = replaced ? end : FLAGS.lastIndex;
  if (letters === '' || /^[0-7]/.test(letters)) return reader.fail(wanted);
  if ((replaced ? text.slice(letters.length) : reader.source.slice(stop)).match(/^[A-Za-z0-9_.]/)) {
    return reader.fail(wanted);
  }
  reader.passTo(stop);
  let control = 0;
  let ace: number | undefined;
  for (const letter of letters) {
    if (letter === '.') control |= ACK;
    else if (letter >= '0' && letter <= '7') {
      if (ace !== undefined) throw reader.problem(from, 'two ACE counts in one packet');
      ace = Number(letter);
    } else control |= LETTERS[letter] ?? 0;
  }
  if (ace !== undefined && (control & (ECE | CWR | AE)) !== 0) {
    throw reader.problem(from, 'an ACE count stands in place of E, W and A, never beside them');
  }
  return { control, ace };
};

// seq = S ":" E "(" length ")", with E = S + length
const sequence = (reader: Reader): { readonly seq: number; readonly length: number } => {
  const seq = word32(reader, 'a sequence number');
  reader.take(':');
  const at = reader.next.from;
  const end = word32(reader, 'the end of the sequence numbers');
  reader.take('(');
  const length = reader.whole('the length of the payload', 0, 65_535);
  reader.take(')');
  if ((seq + length) >>> 0 !== end) {
    throw reader.problem(at, `${seq} and ${length} octets end at ${(seq + length) >>> 0}, not at ${end}`);
  }
  return { seq, length };
};

const pspOf = (reader: Reader): PspScript | undefined => {
  if (!reader.takeIf('encap')) return undefined;
  reader.take('psp');
  reader.take('spi');
  return { spi: word32(reader, 'an index') };
};

type Head = Pick<TcpScript, 'way' | 'encapsulations' | 'ip'>;

const tcp = (reader: Reader, head: Head): TcpScript => {
  const psp = pspOf(reader);
  const ports = portsOf(reader);
  const { control, ace } = flags(reader);
  const { seq, length } = sequence(reader);
  const ack = reader.takeIf('ack') ? word32(reader, 'an acknowledgment number') : undefined;
  const winAt = reader.next.from;
  const win = reader.takeIf('win') ? word16(reader, 'a window') : undefined;
  if (win === undefined && head.way === 'in') {
    throw reader.problem(winAt, 'expected "win": an injected packet says its window');
  }
  const urg = reader.takeIf('urg') ? word16(reader, 'an urgent pointer') : undefined;
  const optionsAt = reader.next.from;
  const options = optionsOf(reader);
  if (options === 'any' && head.way === 'in') {
    throw reader.problem(optionsAt, 'an injected packet says its options');
  }
  return { _tag: 'Tcp', ...head, psp, ports, control, ace, seq, length, ack, win, urg, options };
};

const udp = (reader: Reader, head: Head): UdpScript => {
  const before = portsOf(reader);
  reader.take('udp');
  const ports = before ?? portsOf(reader);
  reader.take('(');
  const length = reader.whole('the length of the payload', 0, 65_507);
  reader.take(')');
  return { _tag: 'Udp', ...head, ports, length };
};

const quoteOf = (reader: Reader): QuoteScript | undefined => {
  if (!reader.takeIf('[')) return undefined;
  let quote: QuoteScript;
  if (reader.is('udp') || reader.is('raw')) {
    const isRaw = reader.skip().text === 'raw';
    reader.take('(');
    const length = reader.whole('a length', 0, 65_535);
    reader.take(')');
    quote = { _tag: isRaw ? 'Raw' : 'Datagram', length };
  } else {
    const { seq, length } = sequence(reader);
    quote = { _tag: 'Sequence', seq, length };
  }
  reader.take(']');
  return quote;
};

const icmp = (reader: Reader, head: Head): IcmpScript => {
  reader.take('icmp');
  const type = reader.next.text;
  if (!reader.isKind('word') || typeNumber(type) === undefined) reader.fail('a type of ICMP');
  reader.skip();
  let code: string | undefined;
  if (reader.isKind('word') && !reader.is('mtu') && !reader.is('id')) {
    code = reader.next.text;
    if (codeNumber(type, code) === undefined) reader.fail(`a code of ${type}`);
    reader.skip();
  }
  const mtuAt = reader.next.from;
  const mtu = reader.takeIf('mtu') ? word32(reader, 'an MTU') : undefined;
  if (mtu !== undefined && code !== 'frag_needed' && code !== 'code_4' && type !== 'packet_too_big') {
    throw reader.problem(mtuAt, 'an MTU goes with frag_needed or packet_too_big alone');
  }
  if (mtu !== undefined && type !== 'packet_too_big' && mtu > 0xffff) {
    throw reader.problem(mtuAt, 'an MTU of frag_needed has 16 bits');
  }
  const id = reader.takeIf('id') ? word16(reader, 'an identifier') : undefined;
  return { _tag: 'Icmp', ...head, type, code, mtu, id, quote: quoteOf(reader) };
};

/** Does a UDP datagram stand here? `udp`, or ports and then `udp`. */
const isUdp = (reader: Reader): boolean =>
  reader.is('udp') ||
  (reader.next.kind === 'integer' && reader.ahead(1).text === '>' && reader.ahead(3).text === 'udp');

export const packet = (reader: Reader): TcpScript | UdpScript | IcmpScript => {
  const way = reader.skip().text === '<' ? 'in' : 'out';
  const ipAt = reader.next.from;
  const outer = encapsulations(reader);
  const ip = ipOf(reader);
  if (way === 'in' && ip?.ecn === 'ect01') throw reader.problem(ipAt, 'ect01 is what may be expected, not injected');
  const head: Head = { way, encapsulations: outer, ip };
  if (reader.is('icmp')) return icmp(reader, head);
  return isUdp(reader) ? udp(reader, head) : tcp(reader, head);
};
