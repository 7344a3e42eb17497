// What @sockeye/core offers, by name.
import * as core from '@sockeye/core';

console.log(Object.keys(core).toSorted().join('\n'));
