import { describe, expect, test } from 'vitest';
import { circle, strangers, trespasses } from './plan.ts';
import type { Import } from './sources.ts';
import { importsOf, read, sourcesUnder } from './sources.ts';
import { PACKAGES, packagesInMarkdown, ROOMS, roomsInMarkdown } from './table.ts';

const source = (path: string, code: string): { readonly path: string; readonly imports: ReadonlyArray<Import> } => ({
  path,
  imports: importsOf(path, code),
});

describe.each(PACKAGES)('package $room', (row) => {
  const sources = sourcesUnder(`packages/${row.room}/src`);
  const { dependencies } = JSON.parse(read(`packages/${row.room}/package.json`)) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };

  test('imports only what the table allows and package.json lists', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(strangers(row, sources, Object.keys(dependencies))).toEqual([]);
  });

  test('has no circle of imports', () => {
    const found = circle(sources);
    expect(
      found,
      `${found.join(' → ')} is a circle. Move what the files share to a third one, which imports neither.`,
    ).toEqual([]);
  });
});

test('inside core, each room imports only what the table allows', () => {
  expect(trespasses(ROOMS, sourcesUnder('packages/core/src'))).toEqual([]);
});

test('ARCHITECTURE.md prints both tables', () => {
  const page = read('ARCHITECTURE.md');
  for (const table of [packagesInMarkdown, roomsInMarkdown]) {
    expect(page.includes(table), `ARCHITECTURE.md does not print the table as it is. Paste this:\n\n${table}\n`).toBe(
      true,
    );
  }
});

describe('the table itself', () => {
  test('names only rooms that it has, and only rooms beneath', () => {
    for (const rows of [PACKAGES, ROOMS]) {
      rows.forEach(({ room, imports }, at) => {
        const beneath = rows.slice(0, at).map((row) => row.room);
        for (const edge of imports) {
          const path = edge.replace('type ', '');
          expect(
            beneath.some((below) => path === below || path.startsWith(`${below}/`)),
            `${room} → ${edge}`,
          ).toBe(true);
        }
      });
    }
  });
});

describe('the check notices', () => {
  const core = PACKAGES[0]!;

  test.each([
    ['a package that the table does not allow', "import { run } from '@sockeye/sim';"],
    ['a module of Node', "import { readFileSync } from 'node:fs';"],
    ['an import of types only', "import type { World } from '@sockeye/sim';"],
    ['a re-export', "export { run } from '@sockeye/sim';"],
    ['a re-export of everything', "export * from '@sockeye/sim';"],
    ['an import at run time', "export const later = () => import('@sockeye/sim');"],
    ['a way around the entry point', "import { run } from '../../sim/src/index.ts';"],
    ['a path into a package', "import { some } from 'fp-ts/Option';"],
  ])('%s', (_, code) => {
    expect(strangers(core, [source('x.ts', code)], ['fp-ts'])).toHaveLength(1);
  });

  test('a package that package.json does not list', () => {
    const uses = [source('x.ts', "import { option } from 'fp-ts';")];
    expect(strangers(core, uses, ['fp-ts'])).toEqual([]);
    expect(strangers(core, uses, [])).toEqual([expect.stringContaining('package.json does not list')]);
  });

  test.each([
    ['udp/step.ts', "import { rules } from '../ipv4/rules.ts';", 'import only ipv4/Service.ts'],
    ['udp/step.ts', "import type { State } from '../ipv4/State.ts';", 'import only ipv4/Service.ts'],
    ['udp/step.ts', "import { x } from '../tcp/Service.ts';", 'Move what both need to basis or wire'],
    ['ipv4/step.ts', "import { x } from '../udp/Service.ts';", 'nothing is imported upwards'],
    ['ipv4/step.ts', "import { x } from '../ethernet/Service.ts';", 'may import basis, wire, arp/Service'],
    ['basis/layer.ts', "import { x } from '../wire/layout.ts';", 'nothing is imported upwards'],
    ['program/calls.ts', "import { decode } from '../wire/addresses.ts';", 'by `import type`'],
    ['program/calls.ts', "import type { Frame } from '../wire/frame.ts';", 'types of wire/addresses'],
    ['socket/calls/calls.ts', "import { x } from '../step.ts';", 'nothing is imported upwards'],
    ['app/echo.ts', "import { host } from '../host/stack.ts';", 'host'],
    [
      'app/echo.ts',
      "import { step } from '../socket/step.ts';",
      'may import basis, wire/addresses, socket/calls, program',
    ],
    ['host/stack.ts', "import { echo } from '../app/echo.ts';", 'may import'],
    ['udp/step.ts', "import { udp } from '../index.ts';", 'Import the module itself'],
    ['helpful.ts', '', 'stands in no room'],
  ])('%s: %s', (path, code, says) => {
    expect(trespasses(ROOMS, [source(path, code)])).toEqual([expect.stringContaining(says)]);
  });

  test('nothing wrong with what is allowed', () => {
    expect(
      trespasses(ROOMS, [
        source('index.ts', "export * from './host/stack.ts'; export * from './app/echo.ts';"),
        source(
          'udp/step.ts',
          "import type { Packet } from '../ipv4/Service.ts'; import { u16 } from '../wire/layout.ts';",
        ),
        source('udp/parts/a.ts', "import { State } from '../State.ts'; import { O } from '../../basis/fp.ts';"),
        source('socket/step.ts', "import { Calls } from './calls/calls.ts'; import { x } from '../tcp/Service.ts';"),
        source('socket/calls/calls.ts', "import type { Port } from '../../wire/addresses.ts';"),
        source('host/stack.ts', "import { udp } from '../udp/index.ts'; import { run } from '../program/run.ts';"),
      ]),
    ).toEqual([]);
  });

  test('a circle, also one of types', () => {
    const ring = [
      source('a.ts', "import { b } from './b.ts';"),
      source('b.ts', "import type { C } from './c/c.ts';"),
      source('c/c.ts', "export * from '../a.ts';"),
    ];
    expect(circle(ring)).toEqual(['a.ts', 'b.ts', 'c/c.ts', 'a.ts']);
    expect(circle(ring.slice(0, 2))).toEqual([]);
  });
});
