import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { freePort } from '@paraph/testing';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { claimsOf } from './fake-key-destructions.js';
import { FakeOperators } from './fake-operators.js';
import { BOOTSTRAP_TOKEN, runManagement, type RunningManagement } from './running-management.js';

const folderOfProgram = resolve(import.meta.dirname, '../../../tools/paraphctl');

let management: RunningManagement;
let folder: string;
let tokenFile: string;

beforeAll(async () => {
  management = await runManagement({ operators: new FakeOperators(), bootstrap: 'always' });
  folder = mkdtempSync(join(tmpdir(), 'paraphctl-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${BOOTSTRAP_TOKEN}\n`);
});
afterAll(async () => {
  await management?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  management.register.failure = undefined;
  management.register.told.length = 0;
});

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly error: string;
}

/** What is used of the program. */
interface Program {
  readonly run: (
    words: readonly string[],
    terminal: { readonly say: (text: string) => void; readonly complain: (text: string) => void; readonly env: NodeJS.ProcessEnv },
  ) => Promise<number>;
}

/** Runs a line in this process: one of its own takes longer to start than to do its work. */
async function bare(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const [out, error]: [string[], string[]] = [[], []];
  const { run } = (await import(pathToFileURL(join(folderOfProgram, 'run.ts')).href)) as Program;
  const exit = await run(words, { say: (text) => out.push(text), complain: (text) => error.push(text), env: { XDG_CONFIG_HOME: folder, ...env } });
  return { exit, out: out.join('\n'), error: error.join('\n') };
}

const ctl = (...words: string[]): Promise<Ran> => bare([...words, '--origin', management.origin, '--token-file', tokenFile]);

describe('paraphctl', () => {
  it('shows a list as a table, and as it came with --json', async () => {
    const { subscriberId } = management.register;
    const [table, json] = await Promise.all([ctl('subscriber', 'list', '--limit', '5'), ctl('subscriber', 'list', '--json')]);
    expect(table).toMatchObject({ exit: 0, error: '' });
    expect(table.out.split('\n')).toEqual([
      expect.stringMatching(/^SUBSCRIBER ID +NAME +CREATED AT$/),
      expect.stringContaining('Example'),
      '',
      `more: --after ${subscriberId}`,
    ]);
    expect([json.exit, JSON.parse(json.out)]).toMatchObject([0, { subscribers: [{ subscriberId, name: 'Example' }] }]);
    expect(management.register.told).toContainEqual(expect.objectContaining({ limit: 5 }));
  });

  it('tells what it is told, a name in the place of an identifier and JSON from a file too', async () => {
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, '{"serviceTokenSeconds":60}');
    expect(await ctl('client', 'change', 'Sample', '--settings', `@${settings}`)).toMatchObject({ exit: 0, error: '' });
    expect(management.register.told.at(-1)).toMatchObject({ clientId: management.register.clientId, settings: { serviceTokenSeconds: 60 } });
  });

  it('ends with 1 where it was refused, and says why', async () => {
    management.register.failure = new ServiceError('client.unknown', 'no client has this identifier');
    expect(await ctl('client', 'end', newId('cli'), '--reason', 'x')).toEqual({
      exit: 1,
      out: '',
      error: expect.stringMatching(/^client\.unknown: no client/),
    });
  });

  it('ends with 1 where the token is not an operator’s', async () => {
    const wrong = join(folder, 'wrong');
    writeFileSync(wrong, 'x'.repeat(40));
    const ran = await bare(['whoami', '--origin', management.origin, '--token-file', wrong]);
    expect([ran.exit, ran.out]).toEqual([1, '']);
  });

  it.each<[string, string[], string]>([
    ['no such command', ['client', 'delete'], 'no command client delete'],
    ['an option it has not', ['client', 'list', '--everything'], '--everything'],
    ['an argument too few', ['client', 'show'], '<client-id>'],
    ['a wrong value', ['credential', 'list', '--state', 'good'], 'state'],
    ['a limit of letters', ['client', 'list', '--limit', 'all'], 'limit'],
    ['no JSON', ['client', 'change', newId('cli'), '--settings', '{'], '--settings takes JSON'],
    ['a needed option missing', ['client', 'end', newId('cli')], 'reason'],
    ['a name that nobody has', ['client', 'show', 'Nobody'], 'nobody'],
  ])('ends with 2 for %s, and changes nothing', async (_, words, said) => {
    const ran = await ctl(...words);
    expect([ran.exit, ran.out, ran.error]).toEqual([2, '', expect.stringContaining(said)]);
    expect(management.register.told.filter((one) => typeof one === 'object' && one !== null && ('reason' in one || 'settings' in one))).toEqual([]);
  });

  it('ends with 3 where nobody answers, or cannot for the moment', async () => {
    const [away, unavailable] = await Promise.all([
      bare(['client', 'list', '--origin', `http://127.0.0.1:${await freePort()}`, '--token-file', tokenFile]),
      (async () => {
        management.register.failure = new ServiceError('service.unavailable', 'identity is not there');
        return ctl('client', 'list');
      })(),
    ]);
    expect([away.exit, unavailable.exit]).toEqual([3, 3]);
    expect(away.error).toContain('does not answer');
  });

  it('completes commands, options, choices, and names it asks for', async () => {
    const env = { PARAPHCTL_ORIGIN: management.origin, PARAPHCTL_TOKEN_FILE: tokenFile };
    const complete = async (...words: string[]): Promise<string[]> => (await bare(['__complete', ...words], env)).out.trim().split('\n');
    const found = await Promise.all([
      complete('cre'),
      complete('credential', 'h'),
      complete('client', 'end', '--rea'),
      complete('credential', 'list', '--state', 'act'),
      complete('client', 'show', 'Sam'),
      complete('client', 'show', 'cli_'),
    ]);
    expect(found).toEqual([['credential'], ['history'], ['--reason'], ['active'], ['Sample'], [management.register.clientId]]);
  });

  it('says what a command takes, and asks nobody', async () => {
    const ran = await bare(['credential', 'renew', '--help']);
    expect(ran).toMatchObject({ exit: 0, error: '', out: expect.stringContaining('paraphctl credential renew <credential-id> --kind <text> [options]') });
  });

  it('saves what is a file, for its owner alone', async () => {
    const pdf = join(folder, 'certificate.pdf');
    const credentialId = newId('cred');
    management.destructions.destroyed.set(credentialId, claimsOf(credentialId));
    expect(await ctl('credential', 'destruction', credentialId, '--pdf', pdf)).toMatchObject({ exit: 0 });
    expect([readFileSync(pdf).subarray(0, 5).toString(), statSync(pdf).mode & 0o077]).toEqual(['%PDF-', 0]);
  });

  it('is a program whose exit code a script sees', async () => {
    const words = ['client', 'show', '--origin', management.origin];
    const env = { PATH: process.env['PATH'], XDG_CONFIG_HOME: folder };
    const exit = await new Promise((ended) =>
      execFile(process.execPath, [join(folderOfProgram, 'paraphctl.ts'), ...words], { env }, (error) => ended(error?.code)),
    );
    expect(exit).toBe(2);
    // It loads all schemas: seconds, where nothing else runs.
  }, 120_000);
});
