import type { MessageContent } from '@paraph/contracts';
import { CompactEncrypt, importJWK } from 'jose';
import { MessageSealer } from '../domain/ports/message-sealer.js';
import type { CourierKey } from './courier-key-file.js';

type Key = Awaited<ReturnType<typeof importJWK>>;

/** Seals messages for courier with the library jose: ECDH-ES on P-256 and A256GCM (RFC 7518 sections 4.6 and 5.3). */
export class JoseMessageSealer extends MessageSealer {
  override readonly isReady = true;

  private constructor(
    private readonly kid: string,
    private readonly key: Key,
  ) {
    super();
  }

  /** @throws if the key is no point of the curve */
  static async open({ kid, kty, crv, x, y }: CourierKey): Promise<JoseMessageSealer> {
    return new JoseMessageSealer(kid, await importJWK({ kty, crv, x, y }, 'ECDH-ES'));
  }

  override seal(content: MessageContent): Promise<string> {
    const clear = new TextEncoder().encode(JSON.stringify(content));
    return new CompactEncrypt(clear).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: this.kid }).encrypt(this.key);
  }
}

/** Where courier's key is not known: nothing is sent. */
export class AbsentSealer extends MessageSealer {
  override readonly isReady = false;

  override seal(): Promise<string> {
    return Promise.reject(new Error('no key of courier is configured'));
  }
}
