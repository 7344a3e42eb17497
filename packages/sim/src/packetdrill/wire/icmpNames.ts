// The names of ICMP's types and codes in scripts, both versions'. (RFC 792, RFC 1122, RFC 1812, RFC 4443)

const TYPES: Readonly<Record<string, number>> = {
  echo_reply: 0,
  unreachable: 3,
  source_quench: 4,
  redirect: 5,
  echo_request: 8,
  time_exceeded: 11,
  parameter_problem: 12,
  timestamp_request: 13,
  timestamp_reply: 14,
  information_request: 15,
  information_reply: 16,
  address_mask_request: 17,
  address_mask_reply: 18,
  /** Of version 6 alone. */
  packet_too_big: 2,
};

const TIME_EXCEEDED: Readonly<Record<string, number>> = {
  ttl_exceeded_in_transit: 0,
  frag_reass_exceeded: 1,
  exceeded_hop_limit: 0,
  exceeded_frag_time: 1,
};

const CODES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  unreachable: {
    net_unreachable: 0,
    host_unreachable: 1,
    protocol_unreachable: 2,
    port_unreachable: 3,
    frag_needed: 4,
    source_route_failed: 5,
    net_unknown: 6,
    host_unknown: 7,
    source_host_isolated: 8,
    net_prohibited: 9,
    host_prohibited: 10,
    net_unreachable_for_tos: 11,
    host_unreachable_for_tos: 12,
    packet_filtered: 13,
    precedence_violation: 14,
    precedence_cutoff: 15,
    no_route: 0,
    admin_prohibited: 1,
    not_neighbour: 2,
    address_unreachable: 3,
  },
  time_exceeded: TIME_EXCEEDED,
  parameter_problem: { header_field: 0, unknown_next_header: 1, unknown_option: 2 },
};

const numbered = (name: string, prefix: string): number | undefined => {
  if (!name.startsWith(prefix) || !/^[0-9]{1,3}$/.test(name.slice(prefix.length))) return undefined;
  const number = Number(name.slice(prefix.length));
  return number <= 255 ? number : undefined;
};

/** The number of a type by its name, or of `type_N`. */
export const typeNumber = (name: string): number | undefined =>
  (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined) ?? numbered(name, 'type_');

/** The number of a code under its type, or of `code_N`; none is 0. */
export const codeNumber = (type: string, name: string | undefined): number | undefined => {
  if (name === undefined) return 0;
  const codes = Object.hasOwn(CODES, type) ? CODES[type] : type === 'type_3' ? CODES['unreachable'] : undefined;
  return (codes !== undefined && Object.hasOwn(codes, name) ? codes[name] : undefined) ?? numbered(name, 'code_');
};
