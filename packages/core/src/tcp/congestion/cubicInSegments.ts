export { reno as linuxCubic } from './reno.ts';
