// A script as a value: what the parser gives, the printer takes, and the runner performs.

/** A script: options, set-up, events, clean-up. */
export interface Script {
  readonly options: ReadonlyArray<ScriptOption>;
  readonly setUp: Shell | undefined;
  readonly events: ReadonlyArray<ScriptEvent>;
  readonly cleanUp: Shell | undefined;
}

/** `--name=value`. */
export interface ScriptOption {
  readonly name: string;
  readonly value: string | undefined;
  readonly line: number;
}

/** Something that happens at a time. */
export interface ScriptEvent {
  readonly time: Time;
  readonly action: Action;
  readonly line: number;
}

/** When: microseconds, whole. */
export type Time =
  /** Since the start. */
  | { readonly _tag: 'At'; readonly from: number; readonly to: number | undefined }
  /** Since the end of the event before. */
  | { readonly _tag: 'After'; readonly from: number; readonly to: number | undefined }
  | { readonly _tag: 'Any' };

export type Action = TcpScript | UdpScript | IcmpScript | CallScript | Shell | Code;

/** A command for the set-up, the clean-up, or in between. */
export interface Shell {
  readonly _tag: 'Shell';
  readonly command: string;
  readonly line: number;
}

/** A snippet that is run after the script, over a snapshot of the socket at its instant. */
export interface Code {
  readonly _tag: 'Code';
  readonly code: string;
}

/** `in`: injected by the script. `out`: expected of the stack. */
export type Way = 'in' | 'out';

export type Ecn = 'noecn' | 'ect0' | 'ect1' | 'ce' | 'ect01';

/** What is said of the IP header. */
export interface IpScript {
  readonly ecn: Ecn | undefined;
  readonly tos: number | undefined;
  readonly flow: number | undefined;
  readonly ttl: number | undefined;
}

export interface PortsScript {
  readonly source: number;
  readonly destination: number;
}

/** A header around the packet. */
export type Encapsulation =
  | {
      readonly _tag: 'Ip';
      readonly version: 4 | 6;
      readonly ip: IpScript | undefined;
      readonly source: string;
      readonly destination: string;
    }
  | { readonly _tag: 'Gre'; readonly fields: string }
  | {
      readonly _tag: 'Mpls';
      readonly labels: ReadonlyArray<{
        readonly label: number;
        readonly trafficClass: number;
        readonly bottom: boolean;
        readonly ttl: number;
      }>;
    };

/** What every packet has. */
export interface PacketScript {
  readonly way: Way;
  readonly encapsulations: ReadonlyArray<Encapsulation>;
  readonly ip: IpScript | undefined;
}

/** An option of a TCP header as scripts write it. */
export type TcpOptionScript =
  | { readonly _tag: 'nop' }
  | { readonly _tag: 'eol' }
  | { readonly _tag: 'sackOK' }
  | { readonly _tag: 'mss'; readonly mss: number }
  | { readonly _tag: 'wscale'; readonly shift: number }
  | { readonly _tag: 'sack'; readonly blocks: ReadonlyArray<readonly [left: number, right: number]> }
  /** `val` undefined: any. `isAbsolute`: the echo is as on the wire (`ecr N!`). */
  | { readonly _tag: 'TS'; readonly val: number | undefined; readonly ecr: number; readonly isAbsolute: boolean }
  /** Hexadecimal digits, two an octet. `valid`: the right one, whatever it is. */
  | { readonly _tag: 'md5'; readonly digest: string }
  | { readonly _tag: 'FO'; readonly cookie: string }
  | { readonly _tag: 'FOEXP'; readonly cookie: string }
  /** AccECN with its counters in the order of the wire. */
  | { readonly _tag: 'ECN'; readonly order: 0 | 1; readonly counters: ReadonlyArray<number> }
  /** Any kind, with its octets. */
  | { readonly _tag: 'gen'; readonly kind: number; readonly octets: string };

/** `encap psp spi N`. */
export interface PspScript {
  readonly spi: number;
}

export interface TcpScript extends PacketScript {
  readonly _tag: 'Tcp';
  readonly psp: PspScript | undefined;
  readonly ports: PortsScript | undefined;
  /** FIN … AE as in a header; without what `ace` says. */
  readonly control: number;
  /** A digit in place of E, W and A. */
  readonly ace: number | undefined;
  readonly seq: number;
  readonly length: number;
  readonly ack: number | undefined;
  readonly win: number | undefined;
  readonly urg: number | undefined;
  /** `any`: `<...>`, unchecked. */
  readonly options: ReadonlyArray<TcpOptionScript> | 'any';
}

export interface UdpScript extends PacketScript {
  readonly _tag: 'Udp';
  readonly ports: PortsScript | undefined;
  readonly length: number;
}

/** What an ICMP message quotes. */
export type QuoteScript =
  | { readonly _tag: 'Sequence'; readonly seq: number; readonly length: number }
  | { readonly _tag: 'Datagram'; readonly length: number }
  /** No quote: so many octets of message. */
  | { readonly _tag: 'Raw'; readonly length: number };

export interface IcmpScript extends PacketScript {
  readonly _tag: 'Icmp';
  readonly type: string;
  readonly code: string | undefined;
  readonly mtu: number | undefined;
  readonly id: number | undefined;
  readonly quote: QuoteScript | undefined;
}

/** An argument of a call. */
export type Expression =
  | { readonly _tag: 'Ellipsis' }
  | { readonly _tag: 'Integer'; readonly value: number; readonly text: string }
  | { readonly _tag: 'Symbol'; readonly name: string }
  | { readonly _tag: 'Text'; readonly text: string }
  | { readonly _tag: 'Address'; readonly text: string }
  /** `a | b`. */
  | { readonly _tag: 'Or'; readonly parts: ReadonlyArray<Expression> }
  | { readonly _tag: 'List'; readonly items: ReadonlyArray<Expression> }
  | { readonly _tag: 'Record'; readonly fields: ReadonlyArray<FieldScript> }
  /** `htons(8080)`. */
  | { readonly _tag: 'Apply'; readonly name: string; readonly items: ReadonlyArray<Expression> };

/** A member of a record: `name = value`, `name(hint) = value`, or a value by its place. */
export interface FieldScript {
  readonly name: string | undefined;
  readonly hint: ReadonlyArray<Expression> | undefined;
  readonly value: Expression;
}

export interface CallScript {
  readonly _tag: 'Call';
  readonly name: string;
  readonly items: ReadonlyArray<Expression>;
  /** When it returns: microseconds, on the scale of the event's time. Undefined: at once. */
  readonly end: number | undefined;
  /** `any`: `...`. */
  readonly result: number | 'any';
  readonly resultText: string;
  readonly errno: string | undefined;
  readonly note: string | undefined;
}
