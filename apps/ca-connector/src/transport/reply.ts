import { NotFoundException } from '@nestjs/common';
import { sha256Hex } from '@paraph/kernel';
import { authorityNames, certificateNames, type AuthorityName, type CertificateName } from '../domain/certificate-authority.js';

/** The part of Fastify's reply that is used here. */
export interface Reply {
  header(name: string, value: string): Reply;
  send(content: Buffer | string): void;
}

/** An authority by the name in an address. @throws NotFoundException */
export function authorityOf(name: string): AuthorityName {
  const authority = authorityNames.find((one) => one === name);
  if (!authority) throw new NotFoundException();
  return authority;
}

/** Whose certificate an address means. @throws NotFoundException */
export function certificateOf(name: string): CertificateName {
  const found = certificateNames.find((one) => one === name);
  if (!found) throw new NotFoundException();
  return found;
}

/** Sends bytes that anybody may keep for so long, in seconds; 0 means not at all. */
export function sendBytes(reply: Reply, contentType: string, content: { readonly bytes: Uint8Array; readonly maxAge: number }): void {
  reply
    .header('content-type', contentType)
    .header('cache-control', content.maxAge > 0 ? `public, no-transform, must-revalidate, max-age=${content.maxAge}` : 'no-store')
    .header('etag', `"${sha256Hex(content.bytes)}"`)
    .send(Buffer.from(content.bytes));
}
