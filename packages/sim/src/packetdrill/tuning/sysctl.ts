// Kernel settings by their names, as changes of the stack under test.
import { freebsdSetting } from './freebsdSettings.ts';
import { linuxSetting } from './linuxSettings.ts';
import type { Tuning } from './Tuning.ts';

/** The stack with a setting changed, or why it stays as it is. */
export const tuned = (tuning: Tuning, key: string, value: string): Tuning | string => {
  const change = linuxSetting(key) ?? freebsdSetting(key);
  return change === undefined ? 'this stack has no such setting' : change(tuning, value);
};
