/** Looks for secrets in what git has; with `--history` in every commit as well. Says where and of what kind, never what. */
import { resolve } from 'node:path';
import { knownSecrets, scanHistory, scanTree, unexplained } from './scanned-tree.ts';

const root = resolve(import.meta.dirname, '../..');
const reasons = knownSecrets(root);
const tree = scanTree(root);
const history = process.argv.includes('--history') ? scanHistory(root) : undefined;

const found = unexplained([...tree.seen, ...(history?.seen ?? [])], reasons);
for (const { place, rule, digest } of found) console.error(`${place}: ${rule} (${digest})`);
const searched = `${tree.files} files${history ? `, ${history.commits} commits` : ''}`;
console.log(`${searched}: ${found.length} secrets; ${reasons.length} that are none are named in deploy/supply/known-secrets.json`);
process.exitCode = found.length === 0 ? 0 : 1;
