import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Template } from './binding.js';
import type { WrappedKey } from '../../domain/ports/token.js';
import { checked, differencesFrom } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import { opening } from './key-blob.js';
import type { KeyEncryptionKey } from './key-encryption-keys.js';
import { newKeyShape } from './key-templates.js';
import type { TokenFamily } from './token-family.js';

/** A wrapped RSA-4096 key has 2.4 kB. */
const LARGEST_BLOB = 8192;

/** A blob and the generations that it goes between. */
export interface Rewrapping {
  readonly family: TokenFamily;
  readonly wrapped: WrappedKey;
  readonly from: KeyEncryptionKey;
  readonly to: KeyEncryptionKey;
}

/**
 * Closes a key under another generation. A key unwrapped for use never leaves the token again, so here it is unwrapped in
 * the shape it was born in: extractable, to trusted keys only, never a token object, and destroyed at once.
 *
 * The new blob is opened and closed back under the old generation, which must give the old blob: RFC 5649 has no
 * randomness. That proves the key the same without using it, which nobody authorised.
 *
 * @throws `hsm.refused` when the token does not keep keys as it must; CkrError
 */
export async function rewrap(cryptoki: Cryptoki, session: Handle, { family, wrapped, from, to }: Rewrapping): Promise<WrappedKey> {
  const { wrapped: old, template } = opening(family, wrapped);
  const wrapping = { mechanism: family.keyWrap };
  const shape = newKeyShape(wrapped.use);
  const reopened = asBorn(template);

  const closeAnew = async (blob: Buffer, [by, under]: readonly [Handle, Handle]): Promise<Buffer> => {
    const object = await cryptoki.callAsync([blob, by], (token) => token.C_UnwrapKeyAsync(session, wrapping, by, blob, reopened));
    try {
      const differing = differencesFrom(checked(shape, family.keys), cryptoki, { session, object });
      if (differing.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${differing.join(', ')}`);
      const room = Buffer.alloc(LARGEST_BLOB);
      return await cryptoki.callAsync([room, under, object], (token) => token.C_WrapKeyAsync(session, wrapping, under, object, room));
    } finally {
      cryptoki.call((token) => token.C_DestroyObject(session, object));
    }
  };

  const closed = Buffer.from(await closeAnew(old, [from.handle, to.handle]));
  const back = await closeAnew(closed, [to.handle, from.handle]);
  if (!back.equals(old)) throw new ServiceError('hsm.refused', 'the token closed another key than it opened');
  // Some families want the public point back: it stands behind the blob and stays as it was.
  const behind = wrapped.blob.subarray(old.length);
  return { ...wrapped, blob: new Uint8Array(Buffer.concat([closed, behind])), kekGeneration: to.generation };
}

function asBorn(template: Template): Template {
  return template.map((one) => (one.type === pkcs11js.CKA_EXTRACTABLE ? { ...one, value: true } : one));
}
