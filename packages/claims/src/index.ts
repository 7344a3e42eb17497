/**
 * Claims about protocols, and the networks they are tried under.
 *
 * @module @sockeye/claims
 */
export * from './arbitrary/cables.ts';
