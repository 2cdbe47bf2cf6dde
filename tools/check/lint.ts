/**
 * `npm run lint`: the project graph first, since without it the boundary rule passes silently; then ESLint, Prettier, the
 * proof that each rule can go red, the generated docs, and the tests that the threat model names.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = (name: string): string => resolve(root, 'node_modules/.bin', name);

/**
 * ESLint by part, without a cache: types and boundaries of a file depend on other files. One process for all of them holds the types of all
 * programs at once, which is more than Node's usual heap takes, and spends its time in tidying it.
 */
const eslintParts = [otherApps(), ['apps/sam'], ['tools', 'e2e'], ['libs']];

type Step = readonly [name: string, command: string, ...args: string[]];

/** How many steps of a row run at the same time. */
const LANES = 2;

/** Rows after one another; the steps of one row beside each other, the longest first. Its own row has what writes files for the others to see. */
const rows: readonly (readonly Step[])[] = [
  [['project graph', bin('nx'), 'show', 'projects']],
  [
    ...eslintParts.map(eslint),
    ['prettier', bin('prettier'), '--check', '--log-level', 'warn', '--cache', 'apps', 'libs', 'tools', 'e2e', '*.json', '*.mjs', 'policies'],
  ],
  [
    ['every rule goes red', process.execPath, 'tools/check/prove-boundaries.ts'],
    ['generated docs', process.execPath, 'tools/docs/generate.ts', '--check'],
    ['threat model', process.execPath, 'tools/check/threat-model.ts'],
  ],
];

/** Only a graph that this run wrote proves that there is one. */
const graph = resolve(root, '.nx/workspace-data/project-graph.json');
rmSync(graph, { force: true });

for (const row of rows) if (!(await runRow(row))) process.exit(1);

function eslint(folders: readonly string[]): Step {
  const words = ['--max-old-space-size=6144', resolve(root, 'node_modules/eslint/bin/eslint.js'), '--max-warnings', '0', ...folders];
  return [`eslint ${folders.length > 2 ? 'other apps' : folders.join(' ')}`, process.execPath, ...words];
}

function otherApps(): string[] {
  return readdirSync(resolve(root, 'apps'))
    .filter((name) => name !== 'sam')
    .map((name) => `apps/${name}`);
}

/** A lane takes the next step when it is done with one: none waits for the longest of the others. */
async function runRow(row: readonly Step[]): Promise<boolean> {
  const waiting = [...row];
  let isRight = true;
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) isRight = (await run(step)) && isRight;
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return isRight;
}

async function run([name, command, ...args]: Step): Promise<boolean> {
  const started = performance.now();
  const child = spawn(command, args, { cwd: root, env: { ...process.env, NX_DAEMON: 'false' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  const graphMissing = name === 'project graph' && !existsSync(graph);
  const passed = status === 0 && !graphMissing;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) console.error(graphMissing ? 'no project graph was made: the boundary rule would pass whatever the code says' : output);
  return passed;
}
