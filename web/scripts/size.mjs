// Fails when what a first visit loads, scripts and styles together, is more than the budget after gzip.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 100 * 1024;
const dist = new URL('../dist/', import.meta.url);

let total = 0;
for (const file of readdirSync(dist, { recursive: true })) {
    if (!/\.(js|css)$/.test(file)) continue;
    const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
    total += size;
    console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  of ${BUDGET / 1024} KiB`);
if (total > BUDGET) process.exit(1);
