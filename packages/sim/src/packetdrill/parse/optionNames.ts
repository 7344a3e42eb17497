// The options that a script may begin with.

/** What an option's value must be; undefined: it has none. */
type Kind = 'whole' | 'number' | 'address' | 'flag' | 'text' | 'words' | 'define' | 'version';

const OPTIONS: Readonly<Record<string, Kind>> = {
  ip_version: 'version',
  local_ip: 'address',
  remote_ip: 'address',
  gateway_ip: 'address',
  netmask_ip: 'address',
  local_linux_ip: 'address',
  bind_port: 'whole',
  connect_port: 'whole',
  mss: 'whole',
  mtu: 'whole',
  speed: 'whole',
  tolerance_usecs: 'whole',
  tolerance_percent: 'number',
  tcp_ts_tick_usecs: 'whole',
  tcp_ts_ecr_scaled: 'flag',
  strict_segments: 'flag',
  non_fatal: 'words',
  define: 'define',
  is_anyip: 'flag',
  send_omit_free: 'flag',
  init_scripts: 'text',
  dry_run: 'flag',
  verbose: 'flag',
  code_command: 'text',
  code_format: 'text',
  code_sockopt: 'text',
  // The FreeBSD dialect.
  udp_encapsulation: 'text',
  udp_src_port: 'whole',
  udp_dst_port: 'whole',
  tcp_md5_secret: 'text',
  tun_dev: 'text',
  persistent_tun_dev: 'flag',
  wire_client: 'flag',
  wire_server: 'flag',
};

const PATTERNS: Readonly<Record<Exclude<Kind, 'flag'>, readonly [pattern: RegExp, wanted: string]>> = {
  whole: [/^(?:[0-9]+|0x[0-9A-Fa-f]+)$/, 'a whole number'],
  number: [/^[0-9]+(?:\.[0-9]+)?$/, 'a number'],
  address: [/^[0-9A-Fa-f.:]+(?:\/[0-9]{1,3})?$/, 'an address'],
  text: [/^[\s\S]*$/, 'a value'],
  words: [/^(?:packet|syscall)(?:,(?:packet|syscall))*$/, 'packet, syscall or both'],
  define: [/^[A-Za-z0-9_]+=[\s\S]+$/, 'NAME=VALUE'],
  version: [/^ipv[46]$|^ipv4-mapped-ipv6$/, 'ipv4, ipv6 or ipv4-mapped-ipv6'],
};

/** What is wrong with an option; undefined: nothing. */
export const optionProblem = (name: string, value: string | undefined): string | undefined => {
  const kind = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (kind === undefined) return `there is no option --${name}`;
  if (kind === 'flag') return value === undefined ? undefined : `--${name} takes no value`;
  const [pattern, wanted] = PATTERNS[kind];
  if (value === undefined) return `--${name} needs a value: ${wanted}`;
  return pattern.test(value) ? undefined : `--${name} needs ${wanted}, not "${value}"`;
};

/** The names of all options. */
export const OPTION_NAMES: ReadonlyArray<string> = Object.keys(OPTIONS);
