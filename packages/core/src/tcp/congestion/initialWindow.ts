export const initialWindow = (smss: number, segments: number): number =>
  Math.min(segments * smss, Math.max(2 * smss, 14_600));
