import { expect, test } from 'vitest';
import fc from 'fast-check';
import { reason, verdict } from './stages.ts';

/** Why a snippet fails; undefined: it does not. */
const run = (code: string): string | undefined => reason(`0 close(9) = -1\n+0 %{ ${code} }%`)?.replace(/^2: /, '');

test.each([
  'assert 1 + 2 * 3 == 7',
  'assert (1 + 2) * 3 == 9, "brackets"',
  'assert 7 // 2 == 3 and 7 % 2 == 1 and -7 // 2 == -4 and -7 % 2 == 1',
  'assert 7 / 2 == 3.5',
  'assert 2 ** 10 == 1024',
  'assert -2 ** 2 == -4',
  'assert 0x10 == 16 and 0b11 == 3 and 0o17 == 15',
  'assert 1 < 2 <= 2 != 3 > 2 >= 1',
  'assert not (1 < 2 > 3)',
  'assert 6 & 3 == 2 or 6 & 3',
  'assert (6 & 3) == 2 and (6 | 1) == 7 and (6 ^ 2) == 4 and (1 << 4) == 16 and (16 >> 2) == 4',
  'assert (0xffffffff & 0xf0000000) == 4026531840',
  'assert ~5 == -6',
  'x = 5; x += 2; x *= 3; assert x == 21',
  'a, b = 1, 2; assert a == 1 and b == 2',
  'assert "%d of %s: %5.2f %x %%" % (3, "a", 1.5, 255) == "3 of a:  1.50 ff %"',
  'assert "%05d" % 42 == "00042"',
  'assert "a" + "b" == \'ab\'',
  'assert (1, 2) == (1, 2) and len((1, 2, 3)) == 3',
  'assert min(3, 1, 2) == 1 and max((4, 9)) == 9 and abs(-3) == 3 and int(3.7) == 3 and int("12") == 12',
  'assert 2 in (1, 2) and 3 not in (1, 2)',
  'assert (5 if True else 6) == 5',
  'assert None is None and True == 1 and TCP_CA_Loss == 4 and TCPI_OPT_TFO_CHILD == 128',
  'x = (1 +\n  2)  # a word\nassert x == 3',
  '\n  assert True\n  assert 1\n',
  'assert 5, 0; pass_ = 1',
])('%s', (code) => {
  expect(run(code)).toBeUndefined();
});

test.each([
  ['assert 1 == 2', 'assert 1 == 2 does not hold'],
  ['assert 0, "x is %d" % 5', 'assert 0 does not hold: x is 5'],
  ['x = 3\nassert x > 4 and x < 9', '(x = 3)'],
  ['assert y', "NameError: name 'y' is not defined"],
  ['y += 1', "NameError: name 'y' is not defined"],
  ['assert 1 / 0', 'ZeroDivisionError'],
  ['assert 1 +', 'SyntaxError: expected an expression'],
  ['import os', '"import" is not in the part of Python that is understood here'],
  ['x = "a', 'SyntaxError: unexpected'],
  ['assert "a" < 1', 'TypeError'],
  ['print("%d" % ())', 'not enough arguments'],
  ['print("x" % 1)', 'not all arguments'],
  ['open("x")', "NameError: name 'open' is not defined"],
])('%s fails', (code, says) => {
  expect(run(code)).toContain(says);
});

test('what is printed is told', () => {
  expect(verdict('0 close(9) = -1\n+0 %{ print(1, "a", (1,)); print 2 }%')).toMatchObject({
    printed: ['1 a (1,)', '2'],
  });
});

test('no text makes the evaluator throw', () => {
  const words = [
    'assert',
    ' ',
    'x',
    '=',
    '==',
    '(',
    ')',
    '1',
    '"a"',
    '%',
    ',',
    '\n',
    ';',
    'not',
    '+',
    'if',
    'else',
    '**',
    '<<',
    '[',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 20 }), (picked) => {
      const source = `0 close(9) = -1\n+0 %{ ${picked.join('')} }%`;
      expect(['Passed', 'Failed']).toContain(verdict(source)._tag);
    }),
    { numRuns: 500 },
  );
});
