import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Who may write, and where. */
export interface S3Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * As much of a server that speaks S3 as an archive needs, and as strict: it makes the signature (version 4) again from what arrived by the letter of
 * its description, and refuses other bytes than those that were signed.
 */
export class S3StandIn {
  readonly objects = new Map<string, Buffer>();
  /** Headers of the last PUT. */
  lastHeaders: IncomingMessage['headers'] = {};
  private readonly server: Server;

  constructor(private readonly account: S3Account) {
    this.server = createServer((request, response) => {
      // A request that breaks off is answered by nobody, and leaves nothing.
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<URL> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const refuse = (status: number, code: string): void => void response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
    if (!this.isSigned(request)) return refuse(403, 'SignatureDoesNotMatch');
    if (request.headers['x-amz-content-sha256'] !== sha256(body)) return refuse(400, 'XAmzContentSHA256Mismatch');
    const path = request.url ?? '';
    if (!path.startsWith(`/${this.account.bucket}/`)) return refuse(404, 'NoSuchBucket');
    if (request.method === 'PUT') {
      this.lastHeaders = request.headers;
      this.objects.set(path, body);
      return void response.writeHead(200).end();
    }
    const found = this.objects.get(path);
    return found ? void response.writeHead(200, { 'content-length': found.length }).end(found) : refuse(404, 'NoSuchKey');
  }

  private isSigned({ method, url, headers }: IncomingMessage): boolean {
    const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
    if (!given) return false;
    const [, id, day = '', region = '', names = '', signature] = given;
    const listed = names.split(';');
    if (id !== this.account.accessKeyId || !['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => listed.includes(name))) return false;
    const canonical = [
      method,
      url,
      '',
      ...listed.map((name) => `${name}:${String(headers[name]).trim()}`),
      '',
      names,
      String(headers['x-amz-content-sha256']),
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, sha256(canonical)].join('\n');
    const key = hmac(hmac(hmac(hmac(`AWS4${this.account.secretAccessKey}`, day), region), 's3'), 'aws4_request');
    return hmac(key, text).toString('hex') === signature;
  }
}
