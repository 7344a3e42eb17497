export * from '@sockeye/claims';
export { default as fc } from 'fast-check';
