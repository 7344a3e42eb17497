// The laws of loss that remember, as numbers to draw against.

/** `gemodel` as thresholds: netem's a1, a2, a3 and a4. */
export interface GilbertElliottLaw {
  readonly _tag: 'GilbertElliott';
  readonly p: number;
  readonly r: number;
  readonly h: number;
  readonly k: number;
}

/** `state` as thresholds. */
export interface FourStateLaw {
  readonly _tag: 'FourState';
  readonly p13: number;
  readonly p31: number;
  readonly p32: number;
  readonly p23: number;
  readonly p14: number;
}

/** `burst` as thresholds of coming in and of going out. */
export interface BurstLaw {
  readonly _tag: 'Burst';
  readonly enter: number;
  readonly leave: number;
}

/** One of them. */
export type LossLaw = GilbertElliottLaw | FourStateLaw | BurstLaw;
