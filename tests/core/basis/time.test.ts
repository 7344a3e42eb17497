import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  after,
  between,
  earlier,
  instant,
  microseconds,
  milliseconds,
  nanoseconds,
  seconds,
  showInstant,
} from '../../../packages/core/src/basis/time.ts';

describe('time', () => {
  test('is printed as seconds with nine decimals', () => {
    expect(showInstant(instant(0))).toBe('0.000000000');
    expect(showInstant(instant(1))).toBe('0.000000001');
    expect(showInstant(instant(1_500_000_000))).toBe('1.500000000');
    expect(showInstant(instant(Number.MAX_SAFE_INTEGER))).toBe('9007199.254740991');
  });

  test('loses nothing in print', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(BigInt(showInstant(instant(n)).replace('.', ''))).toBe(BigInt(n));
      }),
    );
  });

  test('has units of whole nanoseconds', () => {
    expect([nanoseconds(5), microseconds(1.5), milliseconds(0.25), seconds(2)]).toEqual([
      5, 1500, 250_000, 2_000_000_000,
    ]);
    expect(Number.isInteger(milliseconds(1 / 3))).toBe(true);
  });

  test('goes forward by a duration, and the way back is that duration', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (at, span) => {
        expect(between(instant(at), after(instant(at), nanoseconds(span)))).toBe(span);
      }),
    );
  });

  test('comes earlier, or never', () => {
    expect(earlier(undefined, undefined)).toBeUndefined();
    expect(earlier(instant(3), undefined)).toBe(3);
    expect(earlier(undefined, instant(3))).toBe(3);
    expect(earlier(instant(3), instant(2))).toBe(2);
  });
});
