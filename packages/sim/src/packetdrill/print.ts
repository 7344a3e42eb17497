// A script as text again, so that what was read can be compared with what is printed and read once more.
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '@sockeye/core';
import { showSeconds } from './parse/time.ts';
import { showExpression, stringText } from './printExpression.ts';
import type {
  Action,
  CallScript,
  Encapsulation,
  IcmpScript,
  IpScript,
  QuoteScript,
  Script,
  ScriptEvent,
  TcpOptionScript,
  TcpScript,
  Time,
  UdpScript,
} from './Script.ts';

const timeText = (time: Time): string => {
  if (time._tag === 'Any') return '*';
  const sign = time._tag === 'After' ? '+' : '';
  const from = sign + showSeconds(time.from);
  return time.to === undefined ? from : `${from}~${sign}${showSeconds(time.to)}`;
};

const ipText = (ip: IpScript | undefined): string => {
  if (ip === undefined) return '';
  const parts = [
    ip.ecn,
    ip.tos === undefined ? undefined : `tos 0x${ip.tos.toString(16)}`,
    ip.flow === undefined ? undefined : `flowlabel 0x${ip.flow.toString(16)}`,
    ip.ttl === undefined ? undefined : `ttl ${ip.ttl}`,
  ];
  return `[${parts.filter((part) => part !== undefined).join(', ')}] `;
};

const encapsulationText = (outer: Encapsulation): string => {
  switch (outer._tag) {
    case 'Ip':
      return `ipv${outer.version} ${ipText(outer.ip)}${outer.source} > ${outer.destination} : `;
    case 'Gre':
      return `gre ${outer.fields}: `;
    case 'Mpls':
      return `mpls ${outer.labels
        .map(
          ({ label, trafficClass, bottom, ttl }) =>
            `(label ${label}, tc ${trafficClass}, ${bottom ? '[S], ' : ''}ttl ${ttl})`,
        )
        .join(' ')}: `;
  }
};

/** An option of a TCP header as scripts write it. */
export const showOption = (option: TcpOptionScript): string => {
  switch (option._tag) {
    case 'nop':
    case 'eol':
    case 'sackOK':
      return option._tag;
    case 'mss':
      return `mss ${option.mss}`;
    case 'wscale':
      return `wscale ${option.shift}`;
    case 'sack':
      return `sack ${option.blocks.map(([left, right]) => `${left}:${right}`).join(' ')}`;
    case 'TS':
      return `TS val ${option.val ?? '...'} ecr ${option.ecr}${option.isAbsolute ? '!' : ''}`;
    case 'md5':
      return option.digest === '' ? 'md5' : `md5 ${option.digest}`;
    case 'FO':
    case 'FOEXP':
      return option.cookie === '' ? option._tag : `${option._tag} ${option.cookie}`;
    case 'ECN': {
      const names = option.order === 0 ? ['e0b', 'ceb', 'e1b'] : ['e1b', 'ceb', 'e0b'];
      return option.counters.length === 0
        ? `AccECN${option.order}`
        : `ECN ${option.counters.map((counter, i) => `${names[i] ?? ''} ${counter}`).join(' ')}`;
    }
    case 'gen':
      return `gen-${option.kind}${option.octets === '' ? '' : ` ${option.octets}`}`;
  }
};

const LETTERS: ReadonlyArray<readonly [number, string]> = [
  [SYN, 'S'],
  [FIN, 'F'],
  [RST, 'R'],
  [PSH, 'P'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'W'],
  [AE, 'A'],
];

/** Flags as scripts write them: `S.`, `P.`, `-`. */
export const showFlags = (control: number, ace: number | undefined): string => {
  const letters = LETTERS.filter(([flag]) => (control & flag) !== 0)
    .map(([, letter]) => letter)
    .join('');
  const text = `${letters}${(control & ACK) === 0 ? '' : '.'}${ace ?? ''}`;
  return text === '' ? '-' : text;
};

const number = (name: string, value: number | undefined): string => (value === undefined ? '' : ` ${name} ${value}`);

const sequenceText = (seq: number, length: number): string => `${seq}:${(seq + length) >>> 0}(${length})`;

const tcpText = (packet: TcpScript): string => {
  const { options, ports, psp } = packet;
  const list = options === 'any' ? ' <...>' : options.length === 0 ? '' : ` <${options.map(showOption).join(',')}>`;
  return [
    psp === undefined ? '' : `encap psp spi ${psp.spi} `,
    ports === undefined ? '' : `${ports.source} > ${ports.destination} `,
    `${showFlags(packet.control, packet.ace)} ${sequenceText(packet.seq, packet.length)}`,
    number('ack', packet.ack),
    number('win', packet.win),
    number('urg', packet.urg),
    list,
  ].join('');
};

const udpText = ({ ports, length }: UdpScript): string =>
  `udp ${ports === undefined ? '' : `${ports.source} > ${ports.destination} `}(${length})`;

const quoteText = (quote: QuoteScript): string => {
  switch (quote._tag) {
    case 'Sequence':
      return ` [${sequenceText(quote.seq, quote.length)}]`;
    case 'Datagram':
      return ` [udp (${quote.length})]`;
    case 'Raw':
      return ` [raw (${quote.length})]`;
  }
};

const icmpText = ({ type, code, mtu, id, quote }: IcmpScript): string =>
  `icmp ${type}${code === undefined ? '' : ` ${code}`}${number('mtu', mtu)}${number('id', id)}` +
  (quote === undefined ? '' : quoteText(quote));

/** A packet of a script as text. */
export const showPacket = (packet: TcpScript | UdpScript | IcmpScript): string => {
  const head = packet.encapsulations.map(encapsulationText).join('') + ipText(packet.ip);
  const rest = packet._tag === 'Tcp' ? tcpText(packet) : packet._tag === 'Udp' ? udpText(packet) : icmpText(packet);
  return `${packet.way === 'in' ? '<' : '>'} ${head}${rest}`;
};

/** A system call of a script as text, without the time at which it returns. */
export const showCallScript = ({ name, items, resultText, errno, note }: CallScript): string =>
  `${name}(${items.map(showExpression).join(', ')}) = ${resultText}` +
  (errno === undefined ? '' : ` ${errno}`) +
  (note === undefined ? '' : ` (${note})`);

/** What happens in an event, as text. */
export const showAction = (action: Action): string => {
  switch (action._tag) {
    case 'Shell':
      return `\`${action.command}\``;
    case 'Code':
      return `%{ ${action.code} }%`;
    case 'Call':
      return showCallScript(action);
    case 'Tcp':
    case 'Udp':
    case 'Icmp':
      return showPacket(action);
  }
};

/** An event with its time, as a line of a script. */
export const showEvent = ({ time, action }: ScriptEvent): string => {
  const end = action._tag === 'Call' && action.end !== undefined ? `...${showSeconds(action.end)}` : '';
  return `${timeText(time)}${end} ${showAction(action)}`;
};

const optionText = (name: string, value: string | undefined): string => {
  if (value === undefined) return `--${name}`;
  return `--${name}=${name !== 'define' && /[\s"`]|\/[/*]/.test(value) ? stringText(value) : value}`;
};

/**
 * A script as text, which the parser reads as the same script.
 *
 * @category codec
 * @since 0.1.0
 */
export const showScript = ({ options, setUp, events, cleanUp }: Script): string =>
  [
    ...options.map(({ name, value }) => optionText(name, value)),
    ...(setUp === undefined ? [] : [showAction(setUp)]),
    ...events.map(showEvent),
    ...(cleanUp === undefined ? [] : [showAction(cleanUp)]),
    '',
  ].join('\n');
