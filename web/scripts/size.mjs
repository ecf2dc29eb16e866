// Fails when what a first visit loads, scripts and styles together, is more than the budget after gzip. What is loaded later is only told.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 100 * 1024;
const dist = new URL('../dist/', import.meta.url);

// index.html names every file that the page needs before it can start: its script, what that imports, and its styles.
const page = readFileSync(new URL('index.html', dist), 'utf8');

let first = 0;
for (const file of readdirSync(dist, { recursive: true }).sort()) {
    if (!/\.(js|css)$/.test(file)) continue;
    const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
    const isFirst = page.includes(file);
    if (isFirst) first += size;
    console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${file}${isFirst ? '' : ' (later)'}`);
}
console.log(`${(first / 1024).toFixed(1).padStart(7)} KiB  of ${BUDGET / 1024} KiB at first`);
if (first > BUDGET) process.exit(1);
