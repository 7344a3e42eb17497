// Goals that many claims share: what must have happened for them to have been tried.
import type { Goal } from '../Claim.ts';

/** A fault struck some frame. */
export const aFrameWasStruck: Goal = {
  says: 'a frame was struck',
  kinds: [
    'FrameLost',
    'FrameDuplicated',
    'FrameDelayed',
    'FrameHurried',
    'FrameCorrupted',
    'FrameTruncated',
    'FrameDropped',
  ],
  isMet: () => true,
};

/** TCP sent something again. */
export const aSegmentWasSentAgain: Goal = {
  says: 'a segment was sent again',
  kinds: ['Note'],
  isMet: (event) => event._tag === 'Note' && event.rule.id === 'tcp.retransmissionTimeout',
};
