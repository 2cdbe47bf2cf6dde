import type { Secret } from '@paraph/kernel';
import aws4 from 'aws4';
import { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import { ArchiveTarget, type Content } from '../../domain/archive/archive-target.js';

/** A bucket, and who writes to it. */
export interface S3Bucket {
  /** Without a path; https, or http on this machine. */
  readonly endpoint: URL;
  readonly region: string;
  readonly bucket: string;
  /** Before the names of files; empty or with a slash at the end. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Has the server refuse to change or delete an object before its time (object lock); the bucket must have been made so. */
  readonly lock: 'off' | 'governance' | 'compliance';
}

/** Of nothing; what a GET is over. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** The server takes no more in one request. */
const LARGEST = 5 * 1024 ** 3;
/** Without a byte in either direction for so long, nobody is there. Milliseconds. */
const SILENCE_MS = 60_000;
const LONGEST_REFUSAL = 4_096;

/** A server that speaks S3, by path and with signature version 4: the digest of what is sent is under the signature, so that the server refuses other bytes. */
export class S3Target extends ArchiveTarget {
  constructor(
    private readonly bucket: S3Bucket,
    override readonly name = 's3',
  ) {
    super();
  }

  override async write(file: string, content: Content, keptUntil: Date): Promise<void> {
    if (content.bytes > LARGEST) throw new Error(`${file} has more than the 5 GiB that one object may be sent with`);
    const { lock } = this.bucket;
    const headers = {
      'content-length': String(content.bytes),
      'x-amz-content-sha256': content.sha256,
      'x-amz-checksum-sha256': Buffer.from(content.sha256, 'hex').toString('base64'),
      ...(lock !== 'off' && { 'x-amz-object-lock-mode': lock.toUpperCase(), 'x-amz-object-lock-retain-until-date': keptUntil.toISOString() }),
    };
    const { statusCode, body } = await this.send('PUT', file, { headers, body: Readable.from(content.read(), { objectMode: false }) });
    if (statusCode !== 200) throw await refused(statusCode, body);
    await body.dump();
  }

  override async size(file: string): Promise<number | undefined> {
    const { statusCode, headers, body } = await this.send('HEAD', file, { headers: { 'x-amz-content-sha256': EMPTY_SHA256 } });
    if (statusCode === 404) return void (await body.dump());
    if (statusCode !== 200) throw await refused(statusCode, body);
    await body.dump();
    return Number(headers['content-length']);
  }

  override async read(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { statusCode, body } = await this.send('GET', file, { headers: { 'x-amz-content-sha256': EMPTY_SHA256 } });
    if (statusCode === 404) return void (await body.dump());
    if (statusCode !== 200) throw await refused(statusCode, body);
    return body;
  }

  private send(method: 'GET' | 'HEAD' | 'PUT', file: string, { headers, body }: { readonly headers: Record<string, string>; readonly body?: Readable }) {
    const { endpoint, region, bucket, prefix, accessKeyId, secretAccessKey } = this.bucket;
    const path = `/${bucket}/${prefix}${file}`;
    const { headers: signed } = aws4.sign(
      { service: 's3', region, method, host: endpoint.host, path, headers: { ...headers } },
      { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    );
    return request(new URL(path, endpoint), {
      method,
      // Of what the signer makes only the shape is not this one's: numbers and lists never occur here.
      headers: Object.fromEntries(Object.entries(signed ?? {}).map(([name, value]) => [name, String(value)])),
      body: body ?? null,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    });
  }
}

/** What the server says of itself is in the log of this process, without what it may repeat of ours. */
async function refused(status: number, body: Dispatcher.ResponseData['body']): Promise<Error> {
  let text = '';
  for await (const part of body as AsyncIterable<Uint8Array>) {
    if (text.length < LONGEST_REFUSAL) text += Buffer.from(part).toString('utf8');
  }
  const code = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text)?.[1];
  return new Error(`the S3 server answered ${status}${code === undefined ? '' : ` ${code}`}`);
}
