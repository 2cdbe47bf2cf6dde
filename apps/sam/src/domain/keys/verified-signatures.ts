import { sha256, toBase64Url } from '@paraph/kernel';
import { RecentlyUsed } from '../recently-used.js';

/** Signatures remembered at most. */
const MOST = 20_000;

/** Signatures of our own keys that this process made or found right, known by SHA-256 over key, signature and what was signed. */
export class VerifiedSignatures {
  private readonly known = new RecentlyUsed(MOST);

  add(keyId: string, input: string, signature: Uint8Array): void {
    this.known.add(nameOf(keyId, input, signature));
  }

  has(keyId: string, input: string, signature: Uint8Array): boolean {
    return this.known.has(nameOf(keyId, input, signature));
  }
}

// The key by its id, so that what an earlier one signed is nothing under a new one. Id and signature hold no zero byte here, and the input stands last.
function nameOf(keyId: string, input: string, signature: Uint8Array): string {
  return toBase64Url(sha256(`${keyId}\0${toBase64Url(signature)}\0${input}`));
}
