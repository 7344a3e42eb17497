/**
 * The window when a connection is established: ten segments, but no more than 14,600 octets, which are ten of 1,460; in any
 * case two segments.
 *
 * RFC     6928 §2
 *
 * @example
 * initialWindow(1_460) // 14_600
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const initialWindow = (smss: number): number => Math.min(10 * smss, Math.max(2 * smss, 14_600));

/**
 * The window that RFC 5681 begins with: two, three or four segments, by their size.
 *
 * @example
 * initialWindowOf5681(1_460) // 4_380
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const initialWindowOf5681 = (smss: number): number =>
  smss > 2_190 ? 2 * smss : smss > 1_095 ? 3 * smss : 4 * smss;

/**
 * The window when the SYN or the SYN-ACK had to be sent again: one segment.
 *
 * RFC 5681 wants that after one loss already. RFC 6298 shortened the first timeout to a second, which a slow path exceeds
 * without any loss; so RFC 6928 leaves the window as it is after the first retransmission, and Linux does the same.
 *
 * RFC     5681 §3.1, 6928 §2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const afterLostSyn = (window: number, smss: number, retransmissions: number, tolerated: number): number =>
  retransmissions > tolerated ? Math.min(window, smss) : window;
