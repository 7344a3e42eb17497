import type { Ipv4Address, MacAddress } from '@sockeye/core';

/** What the outputs need to know of a world besides its trace: who stands where. A world's `setting` is one. */
export interface Legend {
  readonly nodes: ReadonlyArray<{
    readonly kind: 'host' | 'switch' | 'hub' | 'router';
    readonly name: string;
    readonly address?: Ipv4Address;
    readonly mac?: MacAddress;
    /** Of a router: one for each of its ports. */
    readonly interfaces?: ReadonlyArray<{ readonly address: Ipv4Address; readonly mac: MacAddress }>;
  }>;
  readonly lines: ReadonlyArray<{
    readonly name: string;
    readonly from: number;
    readonly to: number;
    /** The port of `from`. */
    readonly port?: number;
  }>;
}
