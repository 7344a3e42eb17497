export { listening } from './listening.ts';
export type { ConnectionLimits, Serving } from './serveConnections.ts';
export { serveConnections } from './serveConnections.ts';
