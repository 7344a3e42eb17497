// What a shell command of a script means. None is run: it is recognised, or it is not.

export type ShellMeaning =
  /** Kernel settings, each with its name as sysctl writes it. */
  | { readonly _tag: 'Set'; readonly settings: ReadonlyArray<readonly [key: string, value: string]> }
  /** The suite's defaults, which the profile is already. */
  | { readonly _tag: 'Defaults' }
  /** How many sockets are in some of these states? `test`: what the count must be. */
  | {
      readonly _tag: 'Count';
      readonly states: ReadonlyArray<string>;
      readonly test: { readonly sign: string; readonly count: number };
    }
  /** It changes nothing that a pure stack in virtual time has. */
  | { readonly _tag: 'Nothing'; readonly why: string }
  | { readonly _tag: 'Unknown' };

/** FreeBSD's names of states, and Linux's where they differ, as RFC 9293 prints them. */
const STATES: Readonly<Record<string, string>> = {
  CLOSED: 'CLOSED',
  LISTEN: 'LISTEN',
  SYN_SENT: 'SYN-SENT',
  SYN_RCVD: 'SYN-RECEIVED',
  SYN_RECEIVED: 'SYN-RECEIVED',
  ESTABLISHED: 'ESTABLISHED',
  CLOSE_WAIT: 'CLOSE-WAIT',
  FIN_WAIT_1: 'FIN-WAIT-1',
  FIN_WAIT_2: 'FIN-WAIT-2',
  CLOSING: 'CLOSING',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
};

const SIGNS: Readonly<Record<string, string>> = {
  '-eq': '==',
  '=': '==',
  '==': '==',
  '-ne': '!=',
  '!=': '!=',
  '-gt': '>',
  '-ge': '>=',
  '-lt': '<',
  '-le': '<=',
};

const counting = (command: string): ShellMeaning => {
  const states = [...command.matchAll(/\b[A-Z]+(?:_[A-Z0-9]+)*\b/g)].flatMap(([name]) =>
    Object.hasOwn(STATES, name) ? [STATES[name] ?? ''] : [],
  );
  if (states.length === 0) return { _tag: 'Unknown' };
  const compared = /\s(-eq|-ne|-gt|-ge|-lt|-le|==?|!=)\s+["']?([0-9]+)/.exec(command);
  const sign = SIGNS[compared?.[1] ?? ''];
  const test =
    sign === undefined
      ? { sign: /^\s*!/.test(command) ? '==' : '>', count: 0 }
      : { sign, count: Number(compared?.[2] ?? '0') };
  return { _tag: 'Count', states, test };
};

/** Words with their quotes taken off. */
const wordsOf = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));

/** `net/ipv4/tcp_sack`, `/proc/sys/net/ipv4/tcp_sack` and `net.ipv4.tcp_sack` are one name. */
const keyOf = (name: string): string => name.replace(/^\/?proc\/sys\//, '').replace(/\//g, '.');

const assignments = (words: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> =>
  words.flatMap((word): ReadonlyArray<readonly [string, string]> => {
    const at = word.indexOf('=');
    return at < 1 || word.startsWith('-') ? [] : [[keyOf(word.slice(0, at)), word.slice(at + 1)]];
  });

const NOTHING: ReadonlyArray<readonly [pattern: RegExp, why: string]> = [
  [/^(?:true|:|exit 0|echo\b.*|uname\b.*|kldload\b.*|kldunload\b.*|modprobe\b.*)$/, 'it touches no stack'],
  [/sysctl_restore/, 'nothing of this run outlives it'],
  [/^ip\s+tcp_metrics\s+(?:flush|del(?:ete)?)\b/, 'there is no cache of metrics'],
  [/^tc\s+qdisc\s+\S+\s+dev\s+\S+\s+root\s+(?:pfifo|pfifo_fast|bfifo|noqueue)\b/, 'there is a plain queue already'],
  [/^ethtool\b/, 'there is no hardware'],
  [/^nstat\s*(?:-[a-z]+\s*)*(?:>.*)?$/, 'counters are not printed'],
];

const simple = (command: string): ShellMeaning => {
  if (/\bsockstat\b/.test(command)) return counting(command);
  const bare = command
    .replace(/\s*(?:[0-9&]?>{1,2}\s*(?:&[0-9]|\S+))/g, '')
    .replace(/^\s*(?:sudo|exec|source|\.|sh|bash)\s+/, '');
  const words = wordsOf(bare);
  const [name = ''] = words;
  if (name.endsWith('defaults.sh')) return { _tag: 'Defaults' };
  if (name.endsWith('set_sysctls.py') || /^(?:python[0-9.]*|\/usr\/bin\/env)$/.test(name)) {
    const settings = assignments(words.slice(1));
    return settings.length > 0 ? { _tag: 'Set', settings } : { _tag: 'Unknown' };
  }
  if (/(?:^|\/)sysctl$/.test(name)) {
    const settings = assignments(words.slice(1));
    return settings.length > 0 ? { _tag: 'Set', settings } : { _tag: 'Nothing', why: 'a question only' };
  }
  if (name.startsWith('/proc/sys/')) return { _tag: 'Set', settings: assignments(words) };
  const written = /^echo\s+["']?([^"'>]*?)["']?\s*>\s*(\/proc\/sys\/\S+)$/.exec(command.trim());
  if (written !== null) return { _tag: 'Set', settings: [[keyOf(written[2] ?? ''), (written[1] ?? '').trim()]] };
  const why = NOTHING.find(([pattern]) => pattern.test(bare.trim()))?.[1];
  return why === undefined ? { _tag: 'Unknown' } : { _tag: 'Nothing', why };
};

/** One simple command with its meaning. */
export interface ShellCommand {
  readonly command: string;
  readonly meaning: ShellMeaning;
}

/** The commands of a shell line: those of a pipe belong together, and `|| true` says nothing. */
export const readShell = (text: string): ReadonlyArray<ShellCommand> =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split(/\n|;|&&/)
    .map((command) =>
      command
        .replace(/(^|\s)#.*$/, '')
        .replace(/\|\|\s*(?:true|:)\s*$/, '')
        .trim(),
    )
    .filter((command) => command !== '')
    .map((command) => ({ command, meaning: simple(command) }));
