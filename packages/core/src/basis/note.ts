/**
 * One rule of a floor: prose, trace, lecture and tests all use its id.
 *
 * @category rules
 * @since 0.1.0
 */
export interface Rule {
  /** `floor.what`, for example `udp.port-unreachable`; unique in the house. */
  readonly id: string;
  /** Document and section, for example `RFC 768`, `RFC 9293 §3.10.7.4`. */
  readonly source: string;
  /** One sentence. */
  readonly says: string;
}

/**
 * Says that a rule fired, and about what.
 *
 * Takes   `rule`, the rule; `detail`, a few words that name the case (a field, a reason, a number)
 *
 * @category trace
 * @since 0.1.0
 */
export interface Note {
  readonly rule: Rule;
  readonly detail: string;
}

/** The rules of one floor, by a short name that its `step` uses. */
export type Rules<Name extends string> = Readonly<Record<Name, Rule>>;

/**
 * The table of a floor's rules: each row gives source and sentence, the id is made from floor and name.
 *
 * @example
 * rules('udp', { delivered: ['RFC 768', 'A datagram goes to the socket bound to its port.'] }).delivered.id // 'udp.delivered'
 *
 * @category constructors
 * @since 0.1.0
 */
export const rules = <Name extends string>(
  floor: string,
  table: Readonly<Record<Name, readonly [source: string, says: string]>>,
): Rules<Name> => {
  const made: Partial<Record<Name, Rule>> = {};
  for (const name of Object.keys(table) as Array<Name>) {
    const [source, says] = table[name];
    made[name] = { id: `${floor}.${name}`, source, says };
  }
  return made as Rules<Name>;
};
