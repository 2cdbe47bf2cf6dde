import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { X509Certificate } from 'node:crypto';
import { state } from './stack.ts';

/** Where the runner of these tests put the authority that is not the SAM's. */
const folder = `${state}-authority`;

/** The revocation lists of the authority elsewhere, signed by OpenSSL with that authority's key and served where its certificates say. */
export class RevocationLists {
  /** How often somebody came for a list. */
  fetched = 0;
  #list: Buffer | undefined;
  #number = 1;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_request, response) => {
      this.fetched += 1;
      if (this.#list) response.setHeader('content-type', 'application/pkix-crl').end(this.#list);
      else response.writeHead(503).end();
    });
  }

  async serve(): Promise<void> {
    const { port } = JSON.parse(readFileSync(join(folder, 'lists.json'), 'utf8')) as { port: number };
    await new Promise<void>((done) => this.#server.listen(port, '127.0.0.1', done));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Publishes the next list, with these certificates on it; signed by another key of the same name where `isForged`. */
  publish(revoked: readonly X509Certificate[], { isForged = false } = {}): void {
    this.#number += 1;
    const at = stamp(new Date());
    const rows = revoked.map((one) => `R\t${stamp(new Date(one.validTo))}\t${at},keyCompromise\t${even(one.serialNumber)}\tunknown\t/CN=revoked`);
    writeFileSync(join(folder, 'index.txt'), rows.map((row) => `${row}\n`).join(''));
    writeFileSync(join(folder, 'index.txt.attr'), 'unique_subject = no\n');
    writeFileSync(join(folder, 'crlnumber'), `${even(this.#number.toString(16))}\n`);
    writeFileSync(join(folder, 'ca.cnf'), CONFIGURATION);
    const openssl = (...words: string[]): Buffer => execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    if (isForged) openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'forger.key');
    const signer = isForged ? ['-cert', 'forger.pem', '-keyfile', 'forger.key'] : ['-cert', 'ca.pem', '-keyfile', 'ca.key'];
    if (isForged) openssl('req', '-x509', '-key', 'forger.key', '-subj', '/C=FR/O=Elsewhere/CN=Elsewhere Issuing CA', '-days', '10', '-out', 'forger.pem');
    openssl('ca', '-config', 'ca.cnf', '-gencrl', ...signer, '-crldays', '1', '-md', 'sha256', '-out', 'list.pem');
    this.#list = openssl('crl', '-in', 'list.pem', '-outform', 'DER');
  }
}

const CONFIGURATION = `[ca]
default_ca = elsewhere
[elsewhere]
database = index.txt
crlnumber = crlnumber
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
`;

/** What the authority itself has noted of a certificate, in its own database. */
export function statusAtAuthority({ serialNumber }: X509Certificate): string | undefined {
  const database = new DatabaseSync(join(folder, 'certificates.db'), { readOnly: true });
  const row = database.prepare('SELECT status FROM certificates WHERE serial_number = ?').get(BigInt(`0x${serialNumber}`).toString());
  database.close();
  return row === undefined ? undefined : String(row['status']);
}

/** As OpenSSL's index has times: YYMMDDhhmmssZ. */
function stamp(date: Date): string {
  return `${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`;
}

function even(hexadecimal: string): string {
  return hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`;
}
