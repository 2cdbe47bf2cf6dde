import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryArchive } from '../../libs/verifier/test/archive-folder.ts';
import { SignedLog, story } from '../../libs/verifier/test/signed-log.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-verify-'));
const path = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const lease = Buffer.from('a lease');

beforeAll(async () => {
  const log = new SignedLog().fill(10);
  const made = log.add(story([createHash('sha256').update(lease).digest()], 'f'.repeat(64)).made);
  const head = await log.fill(4).sign();
  const next = await log.fill(5).sign();
  const archive = new MemoryArchive();
  await archive.archive(log, { month: '2026-10', from: 0, heads: [head, next] });
  mkdirSync(path('archive'));
  for (const [name, bytes] of archive.files) writeFileSync(path(join('archive', name)), bytes);
  writeFileSync(path('receipt.json'), JSON.stringify(await log.receipt([made], head)));
  writeFileSync(path('key.json'), JSON.stringify(log.jwk));
  writeFileSync(path('lease.txt'), lease);
  const lines: string[] = [];
  for (const one of [head, next]) {
    const before = lines.at(-1);
    const previous = before === undefined ? {} : { previous: sha256Hex(before) };
    lines.push(JSON.stringify({ format: 'paraph-witness', version: 1, ...one, witnessedAt: '2026-10-01T09:00:00.000Z', ...previous }));
  }
  writeFileSync(path('witness.jsonl'), `${lines.join('\n')}\n`);
});

const verify = (...words: readonly string[]) => verifyIn({}, ...words);

async function verifyIn(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ exit: number; said: string; complained: string }> {
  const [said, complained]: [string[], string[]] = [[], []];
  const exit = await run(words, { say: (text) => said.push(text), complain: (text) => complained.push(text) }, environment);
  return { exit, said: said.join('\n'), complained: complained.join('\n') };
}

describe('paraph-verify', () => {
  it('says of a receipt what it proves, and ends well', async () => {
    const { exit, said } = await verify(path('receipt.json'), '--key', path('key.json'), '--document', path('lease.txt'));
    expect([exit, said.split('\n').at(-1)]).toEqual([0, 'Beyond doubt.']);
    expect(said).toContain('proven  The log has a signature over the digest of this very file');
    expect(said).toContain('open    No time-stamp came with it');
  });

  it('doubts without the key of the provider', async () => {
    const { exit, said } = await verify(path('receipt.json'));
    expect([exit, said.includes('DOUBT   whose log this is stays unknown')]).toEqual([1, true]);
  });

  it('answers programs too', async () => {
    const { exit, said } = await verify(path('receipt.json'), '--key', path('key.json'), '--json');
    const answer = JSON.parse(said) as { beyondDoubt: boolean; files: { name: string; findings: { weight: string }[] }[] };
    expect([exit, answer.beyondDoubt, answer.files[0]?.name]).toEqual([0, true, path('receipt.json')]);
    expect(answer.files[0]?.findings.map(({ weight }) => weight)).toEqual(expect.arrayContaining(['proven', 'open']));
  });

  it('holds archive, receipt and witness against each other', async () => {
    const { exit, said } = await verify(path('archive'), path('receipt.json'), '--key', path('key.json'), '--witness', path('witness.jsonl'));
    expect(exit).toBe(0);
    expect(said).toContain(`2 signed head(s) of ${path('witness.jsonl')} are over these very events`);
    expect(said).toContain(`1 signed head(s) of ${path('receipt.json')} are over these very events`);
    expect(said).toContain('The head of this file is the one that a witness saw');
  });

  it('sees a bundle that is torn', async () => {
    const bundle = readFileSync(path('archive/2026-10.jsonl.gz'));
    mkdirSync(path('broken'));
    for (const name of ['2026-10.manifest.json', '2026-10.receipt.json']) writeFileSync(path(join('broken', name)), readFileSync(path(join('archive', name))));
    writeFileSync(path('broken/2026-10.jsonl.gz'), bundle.subarray(0, bundle.length - 30));
    const { exit, said } = await verify(path('broken'), '--key', path('key.json'));
    expect([exit, said.includes('its bundle does not hold')]).toEqual([1, true]);
  });

  it('verifies a witness file alone', async () => {
    const { exit, said } = await verify(path('witness.jsonl'), '--key', path('key.json'));
    expect([exit, said.includes('2 head(s) were witnessed without a line missing')]).toEqual([0, true]);
  });

  it('prints nothing of a file that would speak to the terminal', async () => {
    const other = readFileSync(path('receipt.json'), 'utf8').replace('cli_', '\\u001b[2J_');
    writeFileSync(path('escape.json'), other);
    const { exit, said, complained } = await verify(path('escape.json'), '--key', path('key.json'));
    expect(exit).not.toBe(0);
    expect(`${said}${complained}`).not.toContain('\u001b');
  });

  it.each<[string, () => string[]]>([
    ['nothing is named', () => []],
    ['the file is not there', () => [path('absent.json')]],
    ['the file is no JSON', () => [path('lease.txt')]],
    ['an option is not known', () => [path('receipt.json'), '--trust-me']],
    ['the key is none', () => [path('receipt.json'), '--key', path('receipt.json')]],
    ['a root is none', () => [path('receipt.json'), '--root', path('key.json')]],
    ['a folder has no archive', () => [folder]],
  ])('ends with 2 where %s', async (_case, words) => {
    const { exit, said, complained } = await verify(...words());
    expect([exit, said]).toEqual([2, '']);
    expect(complained).not.toBe('');
  });

  it('helps', async () => {
    const { exit, said } = await verify('--help');
    expect([exit, said.includes('--witness')]).toEqual([0, true]);
  });
});

describe('the language of paraph-verify', () => {
  const about = () => [path('receipt.json'), '--key', path('key.json'), '--document', path('lease.txt')];
  const french = 'prouvé  Le journal a une signature sur l’empreinte de ce fichier même';

  it('is the one that the line names, with the same verdict', async () => {
    const { exit, said } = await verify(...about(), '--language', 'fr');
    expect([exit, said.split('\n').at(-1)]).toEqual([0, 'Hors de doute.']);
    expect(said).toContain(french);
    expect(said).toContain('ouvert  Aucun horodatage ne l’accompagne');
    expect(said).toContain('[position 10, numéro 1 de sam]');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], boolean]>([
    ['LANG', { LANG: 'fr_FR.UTF-8' }, [], true],
    ['LC_MESSAGES before LANG', { LANG: 'en_GB.UTF-8', LC_MESSAGES: 'fr_CA' }, [], true],
    ['LC_ALL before both', { LANG: 'fr_FR', LC_MESSAGES: 'fr_FR', LC_ALL: 'C' }, [], false],
    ['another language, which is English', { LANG: 'de_DE.UTF-8' }, [], false],
    ['an empty LC_ALL, which says nothing', { LC_ALL: '', LANG: 'fr' }, [], true],
    ['the line before the environment', { LANG: 'fr_FR.UTF-8' }, ['--language=en'], false],
  ])('follows %s', async (_case, environment, words, isFrench) => {
    const { exit, said } = await verifyIn(environment, ...about(), ...words);
    expect([exit, said.includes(french)]).toEqual([0, isFrench]);
  });

  it('is that of doubts, of what cannot be read, of help and of answers for programs', async () => {
    const fr = { LANG: 'fr_FR.UTF-8' };
    expect(await verifyIn(fr, path('receipt.json'))).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/DOUTE {3}on ignore de qui est ce journal[^]*En doute : 1 fois\.$/),
    });
    expect(await verifyIn(fr, path('absent.json'))).toEqual({ exit: 2, said: '', complained: `${path('absent.json')} ne peut être lu. Voir --help` });
    expect((await verifyIn(fr, '--help')).said).toContain('un dossier de preuve');
    expect((await verifyIn(fr, ...about(), '--json')).said).toContain('"Le journal a une signature');
  });

  it('is none other', async () => {
    expect(await verify(...about(), '--language', 'de')).toEqual({ exit: 2, said: '', complained: '--language is en or fr, not de. See --help' });
    expect((await verify(...about(), '--language')).exit).toBe(2);
  });
});
