import type { CongestionControl } from './CongestionControl.ts';
import { reno } from './reno.ts';
export const controlNamed = (name: string | undefined): CongestionControl | undefined =>
  name === 'reno' ? reno : undefined;
