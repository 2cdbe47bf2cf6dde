import { typedSecret, type TypedSecret } from '@paraph/contracts';
import { fromBase64Url, sha256 } from '@paraph/kernel';
import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import type { AuthorityKeys } from '../../keys/authority-keys.js';
import { refusedEvidence } from '../refused-evidence.js';
import { readCompactJwe, type CompactJwe } from './compact-jwe.js';
import { otherInfo } from './other-info.js';

/** What a typed secret has to be for. */
export interface ExpectedSecret {
  /** 32 bytes, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  readonly kind: TypedSecret['kind'];
}

/** Opens what people type on the approval page: encrypted there to the key in the statement, opened here and nowhere else. */
export class TypedSecrets {
  constructor(private readonly keys: Pick<AuthorityKeys, 'encryptionKey' | 'agree'>) {}

  /**
   * The value that was typed, if it was typed for this challenge and this kind.
   *
   * @throws `evidence.invalid` for whatever is wrong with it; `hsm.refused`, `hsm.unavailable`
   */
  async open(sealed: string, expected: ExpectedSecret): Promise<string> {
    const jwe = readCompactJwe(sealed);
    if (!jwe) throw refusedEvidence('the typed secret is not a JWE of the form the page makes');
    if (jwe.kid !== this.keys.encryptionKey().kid) throw refusedEvidence('the typed secret is encrypted for another key');
    const contentKey = await this.keys.agree(jwe.peer, otherInfo);
    const secret = readSecret(decrypt(jwe, contentKey));
    if (!secret) throw refusedEvidence('the typed secret does not open');
    if (!isFor(secret, expected)) throw refusedEvidence('the secret was typed for something else');
    return secret.value;
  }
}

// The bytes are wiped as soon as they were read; strings made of them live as long as the engine likes.
function decrypt({ authenticated, nonce, ciphertext, tag }: CompactJwe, contentKey: Uint8Array): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', contentKey, nonce, { authTagLength: tag.length });
  contentKey.fill(0);
  decipher.setAAD(authenticated).setAuthTag(tag);
  const clear = decipher.update(ciphertext);
  try {
    decipher.final();
    return clear;
  } catch {
    clear.fill(0);
    return undefined;
  }
}

function readSecret(clear: Buffer | undefined): TypedSecret | undefined {
  if (!clear) return undefined;
  try {
    return typedSecret.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(clear))).data;
  } catch {
    return undefined;
  } finally {
    clear.fill(0);
  }
}

function isFor({ challenge, kind }: TypedSecret, expected: ExpectedSecret): boolean {
  const bytes = fromBase64Url(challenge);
  return bytes !== undefined && timingSafeEqual(sha256(bytes, kind), sha256(expected.challenge, expected.kind));
}
