import { freePort, startNats, startPostgres, startShim, type Shim, type TestDatabase, type TestNats, type TestPostgres } from '@paraph/testing';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TestProvider } from '../test-provider.js';
import { SlowWire } from './slow-wire.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const DIST = join(ROOT, 'apps/sam/dist');
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'];

/** What a SAM of its own stands on: a database, a broker, a token after its ceremony, and the shim before that. */
export class Installation {
  private constructor(
    readonly folder: string,
    readonly postgres: TestPostgres,
    readonly nats: TestNats,
    readonly database: TestDatabase,
    readonly shim: Shim,
    readonly provider: TestProvider,
    readonly port: number,
    /** Between the SAM and its database. */
    readonly wire: SlowWire,
  ) {}

  /** @param data a folder for the database's files, where it is not just a temporary one */
  static async start(data?: string): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-faults-'));
    const [postgres, nats, provider, port] = await Promise.all([startPostgres(data), startNats(), TestProvider.make(), freePort()]);
    const database = await postgres.database('sam');
    const module = MODULES.find((path) => existsSync(path)) ?? 'libsofthsm2.so';
    const made = new Installation(folder, postgres, nats, database, startShim(module), provider, port, await SlowWire.to(Number(new URL(database.url).port)));
    made.write(module);
    return made;
  }

  /** The settings of a SAM over it. Everything is a file or a variable, as in a real installation. */
  environment(change: Readonly<Record<string, string>> = {}): Record<string, string> {
    const path = (name: string): string => join(this.folder, name);
    return {
      ...this.plain,
      ...this.shim.environment,
      SAM_HTTP_PORT: String(this.port),
      SAM_LOG_LEVEL: 'info',
      SAM_BUS_URL: this.nats.url,
      SAM_BUS_CA_FILE: path('bus-ca.pem'),
      SAM_BUS_NKEY_FILE: path('sam.seed'),
      SAM_BUS_OLD_BROKER: 'warn',
      SAM_DATABASE_URL_FILE: path('database.url'),
      SAM_TOKEN_MODULE: this.shim.module,
      SAM_TOKEN_LABEL: 'paraph-faults',
      SAM_TOKEN_PIN_FILE: path('user.pin'),
      SAM_TIME_WITHOUT_SOURCE: 'warn',
      // So that a test of a dead wire does not take as long as a real one.
      SAM_DATABASE_STATEMENT_SECONDS: '4',
      SAM_POLICIES_DIR: path('policies'),
      SAM_ALGORITHMS_FILE: join(ROOT, 'policies/algorithms/default.json'),
      SAM_PROVIDERS_FILE: path('providers.json'),
      SAM_APPROVAL_ORIGIN: 'https://approval.example',
      SAM_IDENTITY_ORIGIN: 'https://identity.example',
      SAM_CA_ORIGIN: 'https://ca.example',
      ...change,
    };
  }

  get program(): string {
    return join(DIST, 'main.js');
  }

  async stop(): Promise<void> {
    await this.wire.stop();
    await this.nats.stop();
    await this.postgres.stop();
    this.shim.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get plain(): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '', HOME: this.folder, TZ: 'UTC', NODE_ENV: 'production', SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') };
  }

  private write(module: string): void {
    const { folder, nats, provider } = this;
    const file = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
    mkdirSync(join(folder, 'tokens'), { mode: 0o700 });
    mkdirSync(join(folder, 'policies'));
    file('softhsm2.conf', `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    file('user.pin', 'user-1234567890\n');
    file('officer.pin', 'officer-0987654321\n');
    file('bus-ca.pem', nats.ca);
    file('sam.seed', nats.nkeys.sam.reveal());
    const wired = new URL(this.database.url);
    wired.port = String(this.wire.port);
    file('database.url', wired.href);
    file('owner.url', this.database.ownerUrl);
    const sandbox = JSON.parse(readFileSync(join(ROOT, 'policies/sandbox.json'), 'utf8')) as object;
    const openDrafts = { perCredential: 100, perClient: 1_000 };
    file('policies/test.json', JSON.stringify({ ...sandbox, id: 'test', minimumFactors: 1, openDrafts }));
    const session = JSON.parse(readFileSync(join(ROOT, 'policies/sandbox-one-session.json'), 'utf8')) as object;
    file('policies/session.json', JSON.stringify({ ...session, id: 'session', minimumFactors: 1 }));
    const { keys, ...rest } = provider.describe();
    file('providers.json', JSON.stringify([{ ...rest, keys: keys.map(({ jwk }) => jwk) }]));

    const pins = ['--pin-file', join(folder, 'user.pin'), '--so-pin-file', join(folder, 'officer.pin')];
    const words = ['--module', module, '--label', 'paraph-faults', ...pins, '--kek-program', join(ROOT, 'tools/ceremony/unwrap-template.c')];
    this.run('ceremony.js', words, this.plain);
    this.run('migrate.js', [], this.environment({ SAM_DATABASE_OWNER_URL_FILE: join(folder, 'owner.url') }));
  }

  private run(name: string, words: readonly string[], env: Record<string, string>): void {
    execFileSync(process.execPath, [join(DIST, name), ...words], { env, stdio: 'pipe' });
  }
}
