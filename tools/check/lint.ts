/**
 * `npm run lint`: the project graph first, since without it the boundary rule passes silently; then ESLint, Prettier, the
 * proof that each rule can go red, the generated docs, and the tests that the threat model names.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = (name: string): string => resolve(root, 'node_modules/.bin', name);

const steps: readonly [name: string, command: string, ...args: string[]][] = [
  ['project graph', bin('nx'), 'show', 'projects'],
  // Without a cache: types and boundaries of a file depend on other files. The types of all of them are more than Node's usual heap holds.
  [
    'eslint',
    process.execPath,
    '--max-old-space-size=8192',
    resolve(root, 'node_modules/eslint/bin/eslint.js'),
    '--max-warnings',
    '0',
    'apps',
    'libs',
    'tools',
    'e2e',
  ],
  ['prettier', bin('prettier'), '--check', '--log-level', 'warn', '--cache', 'apps', 'libs', 'tools', 'e2e', '*.json', '*.mjs', 'policies'],
  ['every rule goes red', process.execPath, 'tools/check/prove-boundaries.ts'],
  ['generated docs', process.execPath, 'tools/docs/generate.ts', '--check'],
  ['threat model', process.execPath, 'tools/check/threat-model.ts'],
];

/** Only a graph that this run wrote proves that there is one. */
const graph = resolve(root, '.nx/workspace-data/project-graph.json');
rmSync(graph, { force: true });

for (const [name, command, ...args] of steps) {
  const started = performance.now();
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } });
  const graphMissing = name === 'project graph' && !existsSync(graph);
  const passed = result.status === 0 && !graphMissing;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (passed) continue;
  console.error(graphMissing ? 'no project graph was made: the boundary rule would pass whatever the code says' : `${result.stdout}${result.stderr}`);
  process.exit(1);
}
