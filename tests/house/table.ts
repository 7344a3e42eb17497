/**
 * Who may import whom: the plan of the house as data. `imports.test.ts` holds the sources against it, and ARCHITECTURE.md
 * prints it. What a row does not name is forbidden: so nobody imports upwards or sideways.
 */
export interface Row {
  readonly room: string;
  /**
   * What the room may import besides itself: a room (`basis`), one file of a room (`cable/Service`), or, of either,
   * only the types (`type wire/addresses`).
   */
  readonly imports: ReadonlyArray<string>;
}

export interface PackageRow extends Row {
  /** Packages from outside. `node:` stands for all modules of Node. */
  readonly outside: ReadonlyArray<string>;
}

export const PACKAGES: ReadonlyArray<PackageRow> = [
  { room: 'core', imports: [], outside: ['fp-ts', 'io-ts', 'immutable'] },
  { room: 'sim', imports: ['core'], outside: ['fp-ts', 'io-ts', 'immutable'] },
  { room: 'claims', imports: ['core', 'sim'], outside: ['fp-ts', 'io-ts', 'immutable', 'fast-check'] },
  { room: 'node-adapter', imports: ['core'], outside: ['fp-ts', 'io-ts', 'node:'] },
  {
    room: 'cli',
    imports: ['core', 'sim', 'claims', 'node-adapter'],
    outside: ['fp-ts', 'io-ts', 'commander', 'yaml', 'picocolors', 'node:'],
  },
  { room: 'lab', imports: ['core', 'sim'], outside: ['fp-ts', 'preact'] },
];

/** The floors, from the cable upwards; icmp, udp and tcp stand side by side. */
export const FLOORS: ReadonlyArray<string> = ['cable', 'ethernet', 'arp', 'ipv4', 'icmp', 'udp', 'tcp', 'socket'];

/** The rooms of packages/core/src, lowest first. Its index.ts is the door, and free. */
export const ROOMS: ReadonlyArray<Row> = [
  { room: 'basis', imports: [] },
  { room: 'wire', imports: ['basis'] },
  { room: 'cable', imports: ['basis', 'wire'] },
  { room: 'ethernet', imports: ['basis', 'wire', 'cable/Service'] },
  { room: 'arp', imports: ['basis', 'wire', 'ethernet/Service'] },
  { room: 'ipv4', imports: ['basis', 'wire', 'arp/Service'] },
  { room: 'icmp', imports: ['basis', 'wire', 'ipv4/Service'] },
  { room: 'udp', imports: ['basis', 'wire', 'ipv4/Service'] },
  { room: 'tcp', imports: ['basis', 'wire', 'ipv4/Service'] },
  { room: 'socket/calls', imports: ['basis', 'wire/addresses', 'type tcp/TcpStatus'] },
  {
    room: 'socket',
    imports: ['basis', 'wire', 'icmp/Service', 'udp/Service', 'tcp/Service', 'type tcp/TcpStatus', 'socket/calls'],
  },
  { room: 'program', imports: ['basis', 'type wire/addresses', 'socket/calls'] },
  { room: 'app', imports: ['basis', 'wire/addresses', 'socket/calls', 'program'] },
  { room: 'host', imports: ['basis', 'wire', ...FLOORS, 'socket/calls', 'program'] },
];

/** A table as prettier sets it. */
const markdown = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const width = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: ReadonlyArray<string>, pad = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(width[column]!, pad)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
};

const list = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? 'nothing of ours' : names.map((name) => `\`${name}\``).join(', ');

/** The table of packages, as ARCHITECTURE.md prints it. */
export const packagesInMarkdown: string = markdown(
  ['package', 'may import', 'from outside'],
  PACKAGES.map(({ room, imports, outside }) => [`\`${room}\``, list(imports), list(outside)]),
);

/** The table of the rooms in core, as ARCHITECTURE.md prints it. */
export const roomsInMarkdown: string = markdown(
  ['room', 'may import'],
  ROOMS.map(({ room, imports }) => [`\`${room}\``, list(imports)]),
);
