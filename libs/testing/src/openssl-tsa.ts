import type { OpenSsl } from './openssl.js';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const EXTENSIONS = `[tsa_cert]
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
`;

/** A time-stamping authority by OpenSSL's own command, with a certification authority of its own above it. */
export class OpenSslTsa {
  readonly anchor: X509Certificate;

  constructor(
    readonly openssl: OpenSsl,
    private readonly name: string,
    algorithm: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ) {
    const path = (suffix: string): string => openssl.path(`${name}.${suffix}`);
    const extensions = openssl.file(`${name}.ext`, EXTENSIONS);
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl.must('req', '-x509', ...curve, '-days', '30', '-subj', `/CN=${name} root`, '-keyout', path('ca.key'), '-out', path('ca.pem'));
    openssl.must('req', '-new', '-newkey', ...algorithm, '-nodes', '-subj', `/CN=${name} unit`, '-keyout', path('key'), '-out', path('csr'));
    const by = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '20'];
    openssl.must('x509', '-req', '-in', path('csr'), ...by, '-extfile', extensions, '-extensions', 'tsa_cert', '-out', path('pem'));
    openssl.file(`${name}.serial`, '01\n');
    openssl.file(
      `${name}.cnf`,
      `[tsa]
default_tsa=here
[here]
serial=${path('serial')}
crypto_device=builtin
signer_cert=${path('pem')}
signer_key=${path('key')}
signer_digest=sha256
default_policy=2.999.4.1
other_policies=2.999.4.5
digests=sha256,sha384,sha512
accuracy=secs:1
ess_cert_id_alg=sha256
`,
    );
    this.anchor = new X509Certificate(readFileSync(path('ca.pem')));
  }

  /** Of the unit, DER. */
  get certificate(): Uint8Array {
    return new Uint8Array(new X509Certificate(readFileSync(this.openssl.path(`${this.name}.pem`))).raw);
  }

  /** The path of its root, for OpenSSL. */
  get anchorFile(): string {
    return this.openssl.path(`${this.name}.ca.pem`);
  }

  /** Answers a request. */
  reply(request: Uint8Array): Uint8Array {
    const query = this.openssl.file(`${this.name}.tsq`, request);
    const out = this.openssl.path(`${this.name}.tsr`);
    this.openssl.must('ts', '-reply', '-config', this.openssl.path(`${this.name}.cnf`), '-queryfile', query, '-out', out);
    return new Uint8Array(readFileSync(out));
  }
}

/** What a time-stamping server does with the next question. */
export type Answer = (query: Uint8Array, response: ServerResponse) => void;

/** An HTTP server in front of a time-stamping authority. */
export class TsaServer {
  answer: Answer;
  readonly asked: { readonly headers: IncomingMessage['headers']; readonly body: Uint8Array }[] = [];
  private readonly server: Server;

  constructor(private readonly tsa: OpenSslTsa) {
    this.answer = (query, response) => this.send(response, this.tsa.reply(query));
    this.server = createServer((request, response) => {
      void buffer(request).then((body) => {
        this.asked.push({ headers: request.headers, body });
        this.answer(body, response);
      });
    });
    // A test that computes for seconds in this thread lets a kept connection grow old, which then ends in the moment it is used again.
    this.server.keepAliveTimeout = 120_000;
  }

  send(response: ServerResponse, reply: Uint8Array): void {
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);
  }

  async listen(): Promise<URL> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/tsa`);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
