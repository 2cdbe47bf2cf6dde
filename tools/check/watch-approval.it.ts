import { spawn } from 'node:child_process';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServedPage } from '../../apps/approval/test/served-page.ts';
import { findDifferences } from './watch-approval.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}
type Change = (path: string, answer: Answer) => Answer;

let served: ServedPage;
let digest: string;
let host: Server;
/** What a hostile host does to the answers that it passes on. */
let change: Change = (_, answer) => answer;

beforeAll(async () => {
  served = await ServedPage.start();
  host = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    passOn(path, (answer) => {
      const { status, headers, text } = change(path, answer);
      outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  digest = served.digest;
});

afterAll(async () => {
  host?.close();
  host?.closeAllConnections();
  await served?.stop();
});

function passOn(path: string, then: (answer: Answer) => void): void {
  request({ host: '127.0.0.1', port: new URL(served.origin).port, path }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () => {
      const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = response.headers;
      then({ status: response.statusCode ?? 0, headers, text: Buffer.concat(parts).toString('utf8') });
    });
  }).end();
}

function origin(): string {
  const address = host.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function differences(how: Change): Promise<string[]> {
  change = how;
  return findDifferences(origin(), digest);
}

const at =
  (path: string, text: (before: string) => string): Change =>
  (asked, answer) =>
    asked === path ? { ...answer, text: text(answer.text) } : answer;

function command(...words: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--no-warnings', 'tools/check/watch-approval.ts', ...words]);
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe('the watcher', () => {
  it('finds the page that was published', async () => {
    expect(await differences((_, answer) => answer)).toEqual([]);
    expect(await findDifferences(served.origin, digest)).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ['one file changed', at('/evidence/task.js', (text) => `${text}\n`), '/evidence/task.js is not the file in the list'],
    ['another page for who asks for none', at('/', (text) => text.replace('Paraph', 'Parapf')), '/ is not the file in the list'],
    ['another origin of identity', at('/release.js', (text) => text.replace('identity.localhost', 'evil.example')), '/release.js is not the file in the list'],
    ['a file that is gone', (path, answer) => (path === '/style.css' ? { ...answer, status: 404 } : answer), '/style.css answers 404'],
    [
      'a file from elsewhere',
      (path, answer) => (path === '/main.js' ? { ...answer, status: 302, headers: { location: 'http://127.0.0.1:9/main.js' } } : answer),
      '/main.js answers 302',
    ],
    [
      'a weaker policy',
      (_, answer) => ({ ...answer, headers: { ...answer.headers, 'content-security-policy': 'default-src *' } }),
      '/ comes with another content-security-policy',
    ],
    [
      'a frame allowed',
      (_, answer) => ({ ...answer, headers: { ...answer.headers, 'x-frame-options': 'SAMEORIGIN' } }),
      '/main.js comes with another x-frame-options',
    ],
    ['no list', at('/release.json', () => '{}'), 'release.json is no list of files (status 200)'],
    ['a list that names a file less', at('/release.json', (text) => JSON.stringify(without(text, 'again.js'))), 'the list of files is of digest'],
    ['a list without its headers', at('/release.json', (text) => JSON.stringify(without(text, 'headers.txt'))), 'headers.txt is not in the list'],
  ])('finds %s', async (_, how, finding) => {
    expect((await differences(how)).join('\n')).toContain(finding);
  });

  it('finds another release that is whole in itself', async () => {
    const other = await ServedPage.start();
    try {
      expect(await findDifferences(other.origin, other.digest)).toEqual([]);
      expect(await findDifferences(other.origin, digest)).toEqual([
        `the list of files is of digest ${other.digest}, published is ${digest}`,
        `release.json calls itself ${other.digest}`,
      ]);
    } finally {
      await other.stop();
    }
  });
});

describe('the command', () => {
  it('ends with 0 when all is the same and 1 when a file changed', async () => {
    change = (_, answer) => answer;
    expect(await command(origin(), digest)).toEqual({ code: 0, said: `${origin()} serves ${digest}\n` });
    change = at('/main.js', (text) => `${text}// more`);
    expect(await command(origin(), digest)).toEqual({ code: 1, said: `${origin()}: /main.js is not the file in the list\n` });
  });

  it.each([[[]], [['http://127.0.0.1:9']], [['http://127.0.0.1:9/', 'a'.repeat(64)]], [['http://127.0.0.1:9', 'A'.repeat(64)]]])(
    'ends with 2 when called with %j',
    async (words) => {
      expect((await command(...words)).code).toBe(2);
    },
  );

  it('ends with 1 when nobody answers', async () => {
    expect((await command('http://127.0.0.1:9', digest)).code).toBe(1);
  });
});

function without(text: string, gone: string): unknown {
  const list = JSON.parse(text) as { digest: string; files: { path: string }[] };
  return { ...list, files: list.files.filter(({ path }) => path !== gone) };
}
