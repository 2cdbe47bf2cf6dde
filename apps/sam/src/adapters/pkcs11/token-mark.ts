import { pkcs11js, type Handle, type Template } from './binding.js';
import { readAttribute } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import type { TokenConnection } from './token-connection.js';

/** Label of the one data object that the SAM itself keeps in the token. */
export const MARK_LABEL = 'paraph-journal-head';

/**
 * The mark: a few bytes in a private data object of the token. The value of one that exists cannot be changed everywhere
 * (CKR_ATTRIBUTE_READ_ONLY), so the new object is made first and the old ones are destroyed then; after a crash between the two
 * there are several, and the reader gets all of them.
 */
export class TokenMark {
  constructor(private readonly cryptoki: Cryptoki) {}

  /** Every mark there is; one, but for a crash. @throws CkrError */
  read(session: Handle): readonly Uint8Array[] {
    return this.find(session).map((object) => new Uint8Array(readAttribute(this.cryptoki, { session, object }, pkcs11js.CKA_VALUE)));
  }

  /** @param session one that may write @throws CkrError, also where the token takes no data objects */
  write(session: Handle, bytes: Uint8Array): void {
    const old = this.find(session);
    this.cryptoki.call((token) => token.C_CreateObject(session, [...MARK, { type: pkcs11js.CKA_VALUE, value: Buffer.from(bytes) }]));
    for (const object of old) this.cryptoki.call((token) => token.C_DestroyObject(session, object));
  }

  private find(session: Handle): readonly Handle[] {
    return this.cryptoki.find(session, MARK);
  }
}

/** Works with the mark in a session of its own, for a moment: those of the pool may not write. @throws CkrError */
export async function inMarkSession<T>(
  { cryptoki, sessions }: Pick<TokenConnection, 'cryptoki' | 'sessions'>,
  mayWrite: boolean,
  work: (mark: TokenMark, session: Handle) => T,
): Promise<T> {
  const session = sessions.open({ mayWrite });
  try {
    return work(new TokenMark(cryptoki), session);
  } finally {
    sessions.close(session);
  }
}

const MARK: Template = [
  { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
  { type: pkcs11js.CKA_TOKEN, value: true },
  { type: pkcs11js.CKA_PRIVATE, value: true },
  { type: pkcs11js.CKA_LABEL, value: MARK_LABEL },
];
