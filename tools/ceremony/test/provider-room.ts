import { startPostgres, type TestPostgres } from '@paraph/testing';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { softHsmModule } from '../../bootstrap/requirements.mjs';
import type { Conversation } from '../conversation.ts';
import { hold, type Outcome } from '../hold.ts';
import { approvalText, ceremonyIdOf } from '../people.ts';
import type { Programs } from '../programs.ts';
import { planOf, stepCode, type Plan } from '../script.ts';
import { textOf, Transcript } from '../transcript.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** What the people in a test say to a question; `undefined` lets those of the room answer. */
export type Says = (question: string) => string | undefined;

/** A room with an empty SoftHSM token, a database for the SAM, and people who play their parts. */
export class ProviderRoom {
  readonly folder = mkdtempSync(join(tmpdir(), 'paraph-ceremony-room-'));
  readonly said: string[] = [];
  readonly names: Readonly<Record<string, readonly string[]>> = {
    'security-officer': ['Ann', 'Sam'],
    'hsm-administrator': ['Ben', 'Cleo'],
    auditor: ['Dora'],
  };
  /** Cleo types no code: she signs, on a device that stays in her hand. */
  readonly #signer: KeyObject;
  #server: TestPostgres | undefined;
  #database: Readonly<Record<string, string>> = {};

  constructor() {
    mkdirSync(join(this.folder, 'tokens'));
    this.file('softhsm2.conf', `directories.tokendir = ${join(this.folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    this.file('user.pin', 'user-1234567890\n');
    this.file('officer.pin', 'officer-0987654321\n');
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.#signer = privateKey;
    this.file('cleo.pem', publicKey.export({ format: 'pem', type: 'spki' }).toString());
  }

  /** A database of the SAM, and the settings of a SAM over it and the token. */
  async withDatabase(): Promise<void> {
    this.#server = await startPostgres();
    const { ownerUrl, url } = await this.#server.database('sam');
    const idp = { issuer: 'https://idp.example', clientId: 'paraph', authorizationEndpoint: 'https://idp.example/a', tokenEndpoint: 'https://idp.example/t' };
    const provider = { ...idp, algorithms: ['ES256'], keys: [{ kid: 'one', kty: 'EC' }] };
    this.#database = {
      SAM_HTTP_PORT: '7999',
      SAM_LOG_LEVEL: 'silent',
      SAM_BUS_URL: 'tls://127.0.0.1:4222',
      SAM_BUS_CA_FILE: this.file('ca.pem', 'none is asked'),
      SAM_BUS_NKEY_FILE: this.file('nkey', 'none is asked'),
      SAM_DATABASE_URL_FILE: this.file('url', url),
      SAM_TOKEN_MODULE: softHsmModule() ?? '',
      SAM_TOKEN_LABEL: 'paraph-first',
      SAM_TOKEN_PIN_FILE: join(this.folder, 'user.pin'),
      SAM_POLICIES_DIR: join(ROOT, 'policies'),
      SAM_ALGORITHMS_FILE: join(ROOT, 'policies/algorithms/default.json'),
      SAM_PROVIDERS_FILE: this.file('providers.json', JSON.stringify([provider])),
      SAM_APPROVAL_ORIGIN: 'http://approval.localhost:7001',
      SAM_IDENTITY_ORIGIN: 'http://identity.localhost:7002',
      SAM_CA_ORIGIN: 'http://ca.localhost:7003',
      SAM_TIME_WITHOUT_SOURCE: 'warn',
    };
    execFileSync(process.execPath, [join(ROOT, 'apps/sam/dist/migrate.js')], {
      env: { ...this.programs('x').environment, SAM_DATABASE_OWNER_URL_FILE: this.file('owner-url', ownerUrl) },
      stdio: 'ignore',
    });
  }

  async close(): Promise<void> {
    await this.#server?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** What the programs of a ceremony are told. */
  programs(folder: string): Programs {
    const files = ['--pin-file', join(this.folder, 'user.pin'), '--so-pin-file', join(this.folder, 'officer.pin')];
    const environment = { PATH: process.env['PATH'], SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf'), ...this.#database };
    return {
      root: ROOT,
      token: ['--module', softHsmModule() ?? '', '--label', 'paraph-first', ...files],
      book: join(folder, 'book.jsonl'),
      environment,
      digests: { sam: 'digest of the built SAM' },
    };
  }

  /** A shipped script with values. */
  plan(name: string, values: Readonly<Record<string, string>>): Plan {
    return planOf(readFileSync(join(ROOT, 'tools/ceremony/scripts', `${name}.json`), 'utf8'), values);
  }

  /** Everybody approves what they are asked to, but for what `says` answers instead. */
  hold(plan: Plan, folder: string, says: Says = () => undefined): Promise<{ outcome: Outcome; transcript: Transcript }> {
    mkdirSync(folder, { recursive: true });
    const transcript = Transcript.open(join(folder, 'transcript.jsonl'), () => new Date());
    const conversation: Conversation = {
      say: (text) => void this.said.push(text),
      ask: (question) => Promise.resolve(says(question) ?? this.#answer(question, { plan, transcript })),
      close: () => undefined,
    };
    return hold(plan, this.programs(folder), { transcript, conversation }).then((outcome) => ({ outcome, transcript }));
  }

  #answer(question: string, { plan, transcript }: { plan: Plan; transcript: Transcript }): string {
    const nowHere = (kind: 'person' | 'approved'): unknown[] => {
      const since = kind === 'person' ? 0 : transcript.entries.findLastIndex((entry) => entry.kind === 'step');
      return transcript.entries.slice(since).flatMap((entry) => (entry.kind === kind ? [entry.about['name']] : []));
    };
    const step = textOf(transcript.all('step').at(-1)?.about, 'step');
    const found = plan.script.steps.find(({ id }) => id === step);
    const [, present] = /^([a-z-]+): name of the person/.exec(question) ?? [];
    const [, asked] = /^Approved by \(([a-z-]+),/.exec(question) ?? [];
    const role = present ?? asked;
    if (role !== undefined) return this.names[role]?.find((name) => !nowHere(present ? 'person' : 'approved').includes(name)) ?? 'nobody';
    if (question.startsWith('Cleo: file of a public key')) return join(this.folder, 'cleo.pem');
    if (question.includes('file of a public key')) return '';
    if (question.startsWith('Cleo: file of the signature')) {
      const id = ceremonyIdOf(transcript);
      const text = found ? approvalText(id, plan, found, 'Cleo') : '';
      return this.file('cleo.sig', sign(null, Buffer.from(text), this.#signer).toString('base64'));
    }
    if (question.includes('on your printed plan')) return stepCode(plan, step);
    return 'As it should be.';
  }
}
