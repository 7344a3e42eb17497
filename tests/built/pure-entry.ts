export * from '@sockeye/core';
export * from '@sockeye/sim';
