import type { Ipv4Address, MacAddress } from '@sockeye/core';

/** What the outputs need to know of a world besides its trace: who stands where. A world's `setting` is one. */
export interface Legend {
  readonly nodes: ReadonlyArray<{
    readonly kind: 'host' | 'switch' | 'hub';
    readonly name: string;
    readonly address?: Ipv4Address;
    readonly mac?: MacAddress;
  }>;
  readonly lines: ReadonlyArray<{ readonly name: string; readonly from: number; readonly to: number }>;
}
