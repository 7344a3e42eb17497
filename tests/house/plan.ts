import type { PackageRow, Row } from './table.ts';
import type { Source } from './sources.ts';
import { resolved } from './sources.ts';

type Sources = ReadonlyArray<Pick<Source, 'path' | 'imports'>>;

const ours = '@sockeye/';

/** The package that a bare specifier names: `@a/b/c` is of `@a/b`, `node:net` of `node:`. */
const packageOf = (specifier: string): string =>
  specifier.startsWith('node:') ? 'node:' : /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)![0];

/**
 * What the sources of one package import against the table of packages, or without saying so in package.json.
 *
 * Takes   the row of the package, its sources by their path from `src`, the names under `dependencies`
 * Gives   one sentence for each import that breaks the table, with its cure
 */
export const strangers = (
  row: PackageRow,
  sources: Sources,
  dependencies: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const allowed = [...row.imports.map((name) => ours + name), ...row.outside];
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      const at = `packages/${row.room}/src/${path} imports ${specifier}`;
      if (specifier.startsWith('.')) {
        const target = resolved(path, specifier);
        return target.startsWith('../') && target !== '../package.json'
          ? [`${at}, outside its own src. Import a package by its name.`]
          : [];
      }
      const name = packageOf(specifier);
      if (!allowed.includes(name)) {
        return [
          `${at}, but ${row.room} may import only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}. ` +
            'Move the code to the package that may, or pass in what it needs; a new edge is a decision: tests/house/table.ts.',
        ];
      }
      if (/^(fp-ts|io-ts|@sockeye\/[^/]+)\//.test(specifier)) {
        return [`${at}, around the entry point of ${name}. Import it by its name alone.`];
      }
      return name === 'node:' || dependencies.includes(name)
        ? []
        : [`${at}, which its package.json does not list under dependencies. Add it there.`];
    }),
  );
};

const withoutEnding = (path: string): string => path.replace(/\.[^./]+$/, '');
const within = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);

/** The room that a file stands in: the innermost one. */
const roomOf = (path: string, rows: ReadonlyArray<Row>): Row | undefined =>
  rows.filter(({ room }) => path.startsWith(`${room}/`)).toSorted((a, b) => b.room.length - a.room.length)[0];

const cure = (from: Row, to: Row, rows: ReadonlyArray<Row>): string => {
  const service = from.imports.find((edge) => edge === `${to.room}/Service`);
  if (service !== undefined) return `Of the floor beneath, import only ${service}.ts, or move it there.`;
  const types = from.imports.find((edge) => edge.startsWith('type ') && within(edge.slice('type '.length), to.room));
  if (types !== undefined)
    return `Of ${to.room}, take only the ${types.replace('type ', 'types of ')}, by \`import type\`.`;
  if (to.imports.some((edge) => within(edge.replace('type ', ''), from.room))) {
    return `${to.room} stands above ${from.room}, and nothing is imported upwards: say it as an indication, or move it to a room beneath both.`;
  }
  const beneath = rows
    .map(({ room }) => room)
    .filter((room) => from.imports.includes(room) && to.imports.includes(room))
    .join(' or ');
  return `Move what both need ${beneath === '' ? 'to a room beneath both' : `to ${beneath}`}, or let host bring them together.`;
};

/** Imports that break the table of rooms: one sentence each, with its cure. */
export const trespasses = (rows: ReadonlyArray<Row>, sources: Sources): ReadonlyArray<string> =>
  sources.flatMap(({ path, imports }) => {
    if (path === 'index.ts') return [];
    const from = roomOf(path, rows);
    if (from === undefined)
      return [`${path} stands in no room. Move it to one of the table, or add a row for its folder.`];
    return imports.flatMap(({ specifier, typesOnly }) => {
      if (!specifier.startsWith('.')) return [];
      const target = resolved(path, specifier);
      const to = roomOf(target, rows);
      if (to === undefined) return [`${path} imports ${target}, which stands in no room. Import the module itself.`];
      const fits = (edge: string): boolean =>
        edge.startsWith('type ')
          ? typesOnly && fits(edge.slice('type '.length))
          : edge === to.room || edge === withoutEnding(target);
      return from === to || from.imports.some(fits)
        ? []
        : [
            `${path} imports ${target}. ${cure(from, to, rows)} (${from.room} may import ${from.imports.join(', ') || 'nothing of ours'}.)`,
          ];
    });
  });

/** The first circle among the sources, as the files on it; types count, since a reader follows them too. */
export const circle = (sources: Sources): ReadonlyArray<string> => {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ specifier }) => specifier.startsWith('.')).map(({ specifier }) => resolved(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const walk = (path: string, trail: ReadonlyArray<string>): ReadonlyArray<string> => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of edges.get(path) ?? []) {
      const found = walk(next, [...trail, path]);
      if (found.length > 0) return found;
    }
    done.add(path);
    return [];
  };
  for (const path of edges.keys()) {
    const found = walk(path, []);
    if (found.length > 0) return found;
  }
  return [];
};
