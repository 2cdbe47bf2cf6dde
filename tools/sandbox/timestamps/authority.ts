import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;
const EXTENSIONS = '[unit]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n';

/** The trial's time-stamping authority, by OpenSSL's own command. */
export class SandboxTimestamps {
  readonly #folder: string;

  /** @param folder where its keys are, or are to be */
  constructor(folder: string) {
    this.#folder = folder;
    if (!existsSync(this.#path('ready'))) this.#make();
  }

  /** PEM of the root. */
  get anchor(): string {
    return readFileSync(this.#path('root.pem'), 'utf8');
  }

  /** TimeStampResp to a TimeStampReq, both DER. */
  async reply(query: Uint8Array): Promise<Uint8Array> {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-tsq-'));
    try {
      writeFileSync(join(folder, 'query'), query);
      const files = ['-queryfile', join(folder, 'query'), '-out', join(folder, 'reply')];
      await promisify(execFile)('openssl', ['ts', '-reply', '-config', this.#path('tsa.cnf'), ...files]);
      return new Uint8Array(readFileSync(join(folder, 'reply')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #make(): void {
    const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
    writeFileSync(this.#path('extensions'), EXTENSIONS);
    writeFileSync(this.#path('serial'), '01\n');
    openssl(
      'req',
      '-x509',
      ...CURVE,
      '-days',
      '3650',
      '-subj',
      '/CN=Sandbox time-stamping root',
      '-keyout',
      this.#path('root.key'),
      '-out',
      this.#path('root.pem'),
    );
    openssl('req', '-new', ...CURVE, '-subj', '/CN=Sandbox time-stamping unit', '-keyout', this.#path('unit.key'), '-out', this.#path('unit.csr'));
    const by = ['-CA', this.#path('root.pem'), '-CAkey', this.#path('root.key'), '-CAcreateserial', '-days', '3650'];
    const unit = ['-extfile', this.#path('extensions'), '-extensions', 'unit', '-out', this.#path('unit.pem')];
    openssl('x509', '-req', '-in', this.#path('unit.csr'), ...by, ...unit);
    writeFileSync(this.#path('tsa.cnf'), this.#settings());
    writeFileSync(this.#path('ready'), '');
  }

  #settings(): string {
    return `[tsa]
default_tsa=here
[here]
serial=${this.#path('serial')}
crypto_device=builtin
signer_cert=${this.#path('unit.pem')}
signer_key=${this.#path('unit.key')}
signer_digest=sha256
default_policy=2.999.3161
digests=sha256
ess_cert_id_alg=sha256
`;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
