import { freePort } from '@paraph/testing';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** The policy whose credentials this authority certifies. */
const POLICY = 'elsewhere';

/** Tables of CFSSL's database, which it does not make itself. */
const TABLES = `
  CREATE TABLE certificates (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL, ca_label blob, status blob NOT NULL, reason int,
    expiry timestamp, revoked_at timestamp, pem blob NOT NULL, PRIMARY KEY (serial_number, authority_key_identifier));
  CREATE TABLE ocsp_responses (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL, body blob NOT NULL, expiry timestamp,
    PRIMARY KEY (serial_number, authority_key_identifier));`;

/** A certification authority that is not the SAM's: CFSSL over HTTP on this machine, with a key of its own. */
export interface TestAuthority {
  /** For `authorities` of a stack. */
  readonly folder: string;
  stop(): void;
}

/**
 * Starts CFSSL, and writes what the SAM and the connector have to know of it, and a policy whose credentials it certifies. Its revocation
 * lists are the test's to sign and to serve: CFSSL gives none.
 */
export async function startTestAuthority(folder: string, policies: string): Promise<TestAuthority> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [port, listPort] = [await freePort(), await freePort()];
  const list = `http://127.0.0.1:${listPort}/elsewhere.crl`;
  certify(folder);
  new DatabaseSync(join(folder, 'certificates.db')).exec(TABLES);
  const profile = {
    usages: ['content committment'],
    expiry: '2160h',
    crl_url: list,
    issuer_urls: [list.replace('.crl', '.cer')],
    policies: [{ id: '2.999.7.1' }],
  };
  write(folder, 'cfssl.json', { signing: { default: profile, profiles: { signer: profile } } });
  write(folder, 'database.json', { driver: 'sqlite3', data_source: 'certificates.db' });
  write(folder, 'connector.json', {
    authorities: {
      elsewhere: {
        driver: 'cfssl',
        connection: { url: `http://127.0.0.1:${port}` },
        // As version 1.2 files what it has signed.
        issuerOfRevocation: 'none',
        issuers: [join(folder, 'ca.pem')],
        crl: { url: list, everySeconds: 10 },
      },
    },
    routes: [{ policy: POLICY, authority: 'elsewhere', profile: 'signer' }],
  });
  write(folder, 'sam.json', [{ name: 'elsewhere', issuers: [readFileSync(join(folder, 'ca.pem'), 'utf8')], subject: 'reduced', policyOids: ['2.999.7.1'] }]);
  write(folder, 'lists.json', { port: listPort });
  writePolicies(folder, policies);
  const words = ['serve', '-address', '127.0.0.1', '-port', String(port), '-ca', 'ca.pem', '-ca-key', 'ca.key', '-config', 'cfssl.json'];
  const child = spawn('cfssl', [...words, '-db-config', 'database.json'], { cwd: folder, stdio: 'ignore' });
  await untilThere(child, `http://127.0.0.1:${port}/api/v1/cfssl/info`);
  return { folder, stop: () => void child.kill() };
}

function certify(folder: string): void {
  const subject = ['-subj', '/C=FR/O=Elsewhere/CN=Elsewhere Issuing CA'];
  const usage = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem'];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', '-sha256', '-days', '365', ...subject, ...usage, ...key], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl made no authority: ${stderr}`);
}

/** The product's own policies, and one more beside them. */
function writePolicies(folder: string, policies: string): void {
  cpSync(policies, join(folder, 'policies'), { recursive: true });
  const sandbox = JSON.parse(readFileSync(join(policies, 'sandbox.json'), 'utf8')) as { certificate: object };
  const certificate = { ...sandbox.certificate, authority: 'elsewhere' };
  write(join(folder, 'policies'), `${POLICY}.json`, { ...sandbox, id: POLICY, certificate });
}

function write(folder: string, name: string, content: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(content, undefined, 2));
}

async function untilThere(child: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`cfssl ended with ${child.exitCode}`);
    const answer = await fetch(url, { method: 'POST', body: '{"label":""}' }).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(50);
  }
  throw new Error('cfssl does not answer');
}
