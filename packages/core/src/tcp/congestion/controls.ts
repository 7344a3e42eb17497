import type { CongestionControl } from './CongestionControl.ts';
import { cubic } from './cubic.ts';
import { HYSTART, hystartPlusPlus } from './hystartPlusPlus.ts';
import { linuxCubic } from './linuxCubic.ts';
import { linuxReno } from './linuxReno.ts';
import { reno } from './reno.ts';

/** The controls that count octets, as the RFCs write them; the first is what RFC 9293 asks for. */
export const CONTROLS: ReadonlyArray<CongestionControl> = [reno, cubic];

/** The same with the slow start of RFC 9406. */
export const CONTROLS_WITH_HYSTART: ReadonlyArray<CongestionControl> = CONTROLS.map((control) =>
  hystartPlusPlus(control, HYSTART),
);

/** The controls that count segments, as Linux does; the first is its default. */
export const LINUX_CONTROLS: ReadonlyArray<CongestionControl> = [linuxCubic, linuxReno];

/**
 * The control of that name, as `TCP_CONGESTION` asks for it.
 *
 * @example
 * controlNamed(CONTROLS, 'cubic')?.name // 'cubic'
 *
 * @category service
 * @since 0.1.0
 */
export const controlNamed = (controls: ReadonlyArray<CongestionControl>, name: string): CongestionControl | undefined =>
  controls.find((control) => control.name === name);
