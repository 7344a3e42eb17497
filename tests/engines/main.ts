// What each engine is asked to run: prints every capture and every text as one line.
import { captures } from './captures.ts';

for (const { name, capture, text } of captures([1, 2])) {
  console.log(`${name}\t${Buffer.from(capture).toString('base64')}\t${Buffer.from(text).toString('base64')}`);
}
