export * from '@sockeye/claims';
