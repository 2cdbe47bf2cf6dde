import { fromBase64Url, toBase64Url } from '@paraph/kernel';

/** A compact JWS taken apart, nothing of it verified yet (RFC 7515 section 7.1). */
export interface CompactJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The characters that were signed. */
  readonly input: string;
  readonly signature: Uint8Array;
}

/** Header and payload as they are signed. */
export function signingInput(header: object, payload: object): string {
  return `${encode(header)}.${encode(payload)}`;
}

/** The parts of a compact JWS, or `undefined` if it is none. */
export function readCompact(text: string): CompactJws | undefined {
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  const [headerPart = '', payloadPart = '', signaturePart = ''] = parts;
  const header = decode(headerPart);
  const payload = decode(payloadPart);
  const signature = fromBase64Url(signaturePart);
  if (!header || !payload || !signature || signature.length === 0) return undefined;
  return { header, payload, input: `${headerPart}.${payloadPart}`, signature };
}

function encode(part: object): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(part)));
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64Url(part);
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
