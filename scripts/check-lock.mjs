// Fails where package-lock.json would not install elsewhere: an optional platform package that the
// lock lacks (npm then skips it silently on that platform), or a recorded download address.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const problems = [];

const locked = (from, name) => {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
  }
};

for (const [path, entry] of Object.entries(packages)) {
  if (/^[a-z+]+:/.test(entry.resolved ?? '')) problems.push(`${path}: names a download address`);
  if (
    path.includes('node_modules/') &&
    entry.link !== true &&
    entry.integrity === undefined &&
    entry.inBundle !== true
  ) {
    problems.push(`${path}: no integrity`);
  }
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!locked(path, name)) problems.push(`${path}: optional ${name} is not locked`);
  }
}

for (const p of problems) console.error(p);
console.log(`${Object.keys(packages).length} entries in package-lock.json, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
