import { pkcs11js, type Handle, type Template } from './binding.js';
import type { WrappedKey } from '../../domain/ports/token.js';
import { flagsOf } from './attributes.js';
import { isCkr } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import type { KeyEncryptionKey } from './key-encryption-keys.js';
import { opening } from './key-blob.js';
import type { TokenFamily } from './token-family.js';

/** An attack that a holder of the user PIN could try on blobs, and what it means when the token lets it happen. */
interface Attempt {
  readonly meaning: string;
  readonly blob: Buffer;
  readonly template: Template;
}

/**
 * What CKA_UNWRAP_TEMPLATE of the key-encryption key leaves open. The binding cannot read an array of attributes, so
 * the attacks are tried: on a blob made for the purpose, which opens when it is asked for properly.
 *
 * Ends with the session in an unknown state. @throws CkrError when the token neither lets it happen nor refuses it
 */
export function kekWeaknesses(cryptoki: Cryptoki, session: Handle, target: { family: TokenFamily; kek: KeyEncryptionKey; sample: WrappedKey }): string[] {
  const { family, kek, sample } = target;
  const mechanism = { mechanism: family.keyWrap };
  const unwrap = ({ blob, template }: Omit<Attempt, 'meaning'>): void => {
    const key = cryptoki.call((token) => token.C_UnwrapKey(session, mechanism, kek.handle, blob, template));
    cryptoki.call((token) => token.C_DestroyObject(session, key));
  };
  const succeeds = (attempt: Attempt): boolean => {
    try {
      unwrap(attempt);
      return true;
    } catch (error) {
      if (isCkr(error, 'CKR_TEMPLATE_INCONSISTENT', 'CKR_ATTRIBUTE_VALUE_INVALID', 'CKR_ATTRIBUTE_READ_ONLY')) return false;
      throw error;
    }
  };

  const { wrapped: blob, template: proper } = opening(family, sample);
  // The control: a blob that opens in no way proves nothing.
  unwrap({ blob, template: proper });
  const itself = cryptoki.call((token) => token.C_WrapKey(session, mechanism, kek.handle, kek.handle, Buffer.alloc(64)));
  const attempts: readonly Attempt[] = [
    { meaning: 'with the user PIN a stored key can be unwrapped readable', blob, template: replaced(proper, pkcs11js.CKA_SENSITIVE, false) },
    { meaning: 'with the user PIN the key-encryption key can be unwrapped as a key that decrypts stored keys', blob: itself, template: decryptingKey },
  ];
  return attempts.filter(succeeds).map(({ meaning }) => `CKA_UNWRAP_TEMPLATE is missing or too weak: ${meaning}`);
}

const decryptingKey: Template = [
  { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
  { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
  ...flagsOf({ TOKEN: false, PRIVATE: true, SENSITIVE: true, WRAP_WITH_TRUSTED: true, DECRYPT: true }),
];

function replaced(template: Template, type: number, value: boolean): Template {
  return template.map((one) => (one.type === type ? { ...one, value } : one));
}
