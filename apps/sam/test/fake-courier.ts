import { messageContent, ServiceError, type ErrorCode, type MessageContent } from '@paraph/contracts';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { JoseMessageSealer } from '../src/adapters/jose-message-sealer.js';
import { Courier, type SealedMessage } from '../src/domain/ports/courier.js';
import type { MessageSealer } from '../src/domain/ports/message-sealer.js';

/** Courier, in memory: opens what it is given with its own key, and keeps it where a test can read it. */
export class FakeCourier extends Courier {
  readonly inbox: (MessageContent & Pick<SealedMessage, 'messageId' | 'channel'>)[] = [];
  /** What the next deliveries end with. */
  failing: ErrorCode | undefined;

  private constructor(
    private readonly key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'],
    readonly sealer: MessageSealer,
  ) {
    super();
  }

  static async make(): Promise<FakeCourier> {
    const { privateKey, publicKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const { kty, crv, x, y } = (await exportJWK(publicKey)) as { kty: 'EC'; crv: 'P-256'; x: string; y: string };
    return new FakeCourier(privateKey, await JoseMessageSealer.open({ kty, crv, x, y, kid: 'courier' }));
  }

  override async deliver({ messageId, channel, sealed }: SealedMessage): Promise<void> {
    if (this.failing) throw new ServiceError(this.failing, 'as the test asked');
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, this.key);
    if (protectedHeader.kid !== 'courier') throw new ServiceError('message.unreadable', 'for another key');
    this.inbox.push({ messageId, channel, ...messageContent.parse(JSON.parse(new TextDecoder().decode(plaintext))) });
  }

  /** The code in the newest message. */
  get code(): string {
    const code = /\bCode (\d{6})\b/.exec(this.inbox.at(-1)?.text ?? '')?.[1];
    if (code === undefined) throw new Error('no code was sent');
    return code;
  }
}
