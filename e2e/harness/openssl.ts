import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether OpenSSL accepts a signature value over a SHA-256 digest under the key of a certificate (all Base64, DER inside). */
export function opensslAccepts(certificate: string, digest: string, signature: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-e2e-'));
  try {
    const file = (name: string, base64: string): string => {
      writeFileSync(join(folder, name), Buffer.from(base64, 'base64'));
      return join(folder, name);
    };
    const key = join(folder, 'key.pem');
    writeFileSync(key, execFileSync('openssl', ['x509', '-inform', 'DER', '-in', file('cert.der', certificate), '-noout', '-pubkey']));
    execFileSync(
      'openssl',
      ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-in', file('digest', digest), '-sigfile', file('sig', signature), '-pkeyopt', 'digest:sha256'],
      { stdio: 'pipe' },
    );
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
