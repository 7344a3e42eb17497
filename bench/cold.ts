// A process of its own for one work: cold, JIT warm-up inside. Prints one line of JSON, as the peers do.
// node cold.mjs WIRE OCTETS FLOWS PAIRS: each flow of a pair carries so many octets, one begun each millisecond.
import type { Wire } from '@sockeye/sim';
import { measure } from './measure.ts';
import { bulk } from './works/bulk.ts';
import { flows } from './works/flows.ts';

const [wire, octets, count, pairs] = process.argv.slice(2);
const each = Number(octets);
const many = Number(count);
const world = many > 1 ? flows(many, each, wire as Wire) : bulk(each, wire as Wire, [], Number(pairs));
const figure = measure(world, each * many * Number(pairs));
const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ ...figure, peak }));
