/**
 * Compares what an approval page serves with the digest that its operator published: `node tools/check/watch-approval.ts
 * <origin> <digest>`. Exit code 0 when every file, the list of them and the headers they come with are those of the
 * digest; 1 when anything differs, each difference on a line; 2 when it was called wrongly. For a scheduler somewhere else:
 * whoever serves the page can serve a watcher something different, so watch from where signers are.
 */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { lookupLocalhost } from '../stack/localhost.ts';

const dispatcher = new Agent({ connect: { lookup: lookupLocalhost } });

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const manifest = z.strictObject({ digest: hex, files: z.array(z.strictObject({ path: z.string().regex(/^[a-z0-9./-]+$/), sha256: hex })).min(1) });
type Manifest = z.output<typeof manifest>;

/** The file that lists the headers of every answer. */
const HEADERS = 'headers.txt';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** What differs between the page at this origin and the published digest; nothing when it is the same. */
export async function findDifferences(origin: string, digest: string): Promise<string[]> {
  const list = await get(origin, 'release.json');
  const listed = manifest.safeParse(parse(list.text));
  if (list.status !== 200 || !listed.success) return [`release.json is no list of files (status ${list.status})`];
  const { files } = listed.data;
  const differences = digestOf(files) === digest ? [] : [`the list of files is of digest ${digestOf(files)}, published is ${digest}`];
  if (listed.data.digest !== digest) differences.push(`release.json calls itself ${listed.data.digest}`);
  for (const required of ['index.html', 'main.js', 'release.js', HEADERS]) {
    if (!files.some(({ path }) => path === required)) differences.push(`${required} is not in the list`);
  }

  const wanted = readHeaders((await get(origin, HEADERS)).text);
  for (const { path, sha256: expected } of [...files, { path: '', sha256: files.find(({ path }) => path === 'index.html')?.sha256 ?? '' }]) {
    const answer = await get(origin, path);
    if (answer.status !== 200) differences.push(`/${path} answers ${answer.status}`);
    else if (sha256(answer.text) !== expected) differences.push(`/${path} is not the file in the list`);
    for (const [name, value] of wanted) if (answer.headers.get(name) !== value) differences.push(`/${path} comes with another ${name}`);
  }
  return differences;
}

/** SHA-256 over the lines that `sha256sum` would print, sorted by path. */
function digestOf(files: Manifest['files']): string {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  return sha256(sorted.map((file) => `${file.sha256}  ${file.path}\n`).join(''));
}

// Redirects are not followed: the page is at its origin and nowhere else.
async function get(origin: string, path: string): Promise<Answer> {
  const response = await fetch(`${origin}/${path}`, { dispatcher, redirect: 'manual' });
  return { status: response.status, text: await response.text(), headers: new Map(response.headers) };
}

function readHeaders(text: string): [name: string, value: string][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function main([origin = '', digest = '']: readonly string[]): Promise<number> {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin || !hex.safeParse(digest).success) {
    console.error('usage: node tools/check/watch-approval.ts https://approval.example <64 hexadecimal digits>');
    return 2;
  }
  const differences = await findDifferences(origin, digest).catch((error: unknown) => [`${origin} does not answer: ${String(error)}`]);
  if (differences.length === 0) console.log(`${origin} serves ${digest}`);
  for (const difference of differences) console.error(`${origin}: ${difference}`);
  return differences.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main(process.argv.slice(2));
