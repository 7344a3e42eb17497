// How a kernel setting changes the stack under test.
import type { Parameters, Profile } from '@sockeye/core';
import type { Tuning } from './Tuning.ts';

/** What a value makes of the stack, or why it makes nothing of it. */
export type Change = (tuning: Tuning, value: string) => Tuning | string;

/** A whole number, decimal or hexadecimal. */
export const whole = (value: string): number | undefined =>
  /^-?(?:[0-9]+|0x[0-9A-Fa-f]+)$/.test(value.trim()) ? Number(value) : undefined;

const NO_NUMBER = 'it is no number';

/** A setting that is one number. */
export const numeric =
  (change: (tuning: Tuning, n: number) => Tuning | string): Change =>
  (tuning, value) => {
    const n = whole(value);
    return n === undefined ? NO_NUMBER : change(tuning, n);
  };

/** A setting of the profile. */
export const profiled = (change: (profile: Profile, n: number) => Profile | string): Change =>
  numeric((tuning, n) => {
    const profile = change(tuning.profile, n);
    return typeof profile === 'string' ? profile : { ...tuning, profile };
  });

/** A setting that is one of the parameters. */
export const parameter = (change: (n: number) => Partial<Parameters>): Change =>
  profiled((profile, n) => ({ ...profile, parameters: { ...profile.parameters, ...change(n) } }));

/** A group of the profile with some of it replaced. */
export const within =
  <K extends keyof Profile>(group: K) =>
  (change: (n: number) => Partial<Profile[K]>): Change =>
  (tuning, value) => {
    const n = whole(value);
    if (n === undefined) return NO_NUMBER;
    const before = tuning.profile[group];
    if (typeof before !== 'object') return 'it cannot be changed';
    return { ...tuning, profile: { ...tuning.profile, [group]: { ...before, ...change(n) } } };
  };

/** The congestion control of that name, if the profile offers it. */
export const controlled: Change = (tuning, value) => {
  const { window } = tuning.profile;
  const wanted = value.trim() === 'newreno' ? 'reno' : value.trim();
  const control = window.controls.find(({ name }) => name === wanted);
  if (control === undefined) return `there is no congestion control ${wanted}`;
  return { ...tuning, profile: { ...tuning.profile, window: { ...window, control } } };
};

/** It has no effect on what a script can see here. */
export const inert: Change = (tuning) => tuning;

/** Is it what this stack does anyway? Else that is told. */
export const only =
  (...values: ReadonlyArray<number>): Change =>
  (tuning, value) => {
    const n = whole(value);
    return n !== undefined && values.includes(n) ? tuning : 'this stack has no such choice';
  };

/** The middle one of three numbers. */
export const middle = (value: string): number | undefined => whole(value.trim().split(/[\s,]+/)[1] ?? '');
