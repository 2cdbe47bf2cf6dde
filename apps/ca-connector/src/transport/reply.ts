import { NotFoundException } from '@nestjs/common';
import { sha256Hex } from '@paraph/kernel';
import { authorityNames, certificateNames, type AuthorityName, type CertificateName } from '../domain/publication-sources.js';

/** The part of Fastify's reply that is used here. */
export interface Reply {
  readonly request: { readonly method: string; readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> };
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(content?: Buffer | string): void;
}

/** What is sent to anybody, and for how long caches may keep it. */
export interface PublicContent {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Seconds; 0 means that it must not be kept. */
  readonly maxAge: number;
  readonly modified?: Date | undefined;
  readonly expires?: Date | undefined;
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

/** The same bytes are sent many times, and may be megabytes: their tag is made once. */
const tags = new WeakMap<Uint8Array, string>();

/**
 * Sends content with the headers by which caches keep it (RFC 5019 section 6.2, RFC 9111), or says that the client has it already
 * (RFC 9110 section 13.2.2).
 */
export function sendContent(reply: Reply, { type, bytes, maxAge, modified, expires }: PublicContent): void {
  const tag = tagOf(bytes);
  reply.header('cache-control', maxAge > 0 ? `public, no-transform, must-revalidate, max-age=${maxAge}` : 'no-store').header('etag', tag);
  if (modified) reply.header('last-modified', modified.toUTCString());
  if (expires) reply.header('expires', expires.toUTCString());
  if (isKnown(reply.request, tag, modified)) return reply.code(304).send();
  reply.header('content-type', type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function isKnown({ method, headers }: Reply['request'], tag: string, modified: Date | undefined): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const { 'if-none-match': noneMatch, 'if-modified-since': since } = headers;
  if (noneMatch !== undefined) {
    const named = [noneMatch].flat().join(',').split(',');
    return named.some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')));
  }
  // A date of HTTP has whole seconds.
  return typeof since === 'string' && modified !== undefined && Math.floor(modified.getTime() / 1_000) * 1_000 <= Date.parse(since);
}

function tagOf(bytes: Uint8Array): string {
  const known = tags.get(bytes);
  if (known !== undefined) return known;
  const tag = `"${sha256Hex(bytes)}"`;
  tags.set(bytes, tag);
  return tag;
}
