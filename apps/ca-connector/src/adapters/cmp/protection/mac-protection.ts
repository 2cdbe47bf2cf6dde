import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';
import type { Secret } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';
import type { ReadMessage } from '../codec/pki-message.js';
import { MessageProtection, type Seal } from './message-protection.js';

/** A MAC under a secret that both sides share. */
export interface MacAlgorithm {
  readonly oid: string;
  /** AlgorithmIdentifier with fresh parameters, DER. */
  identifier(): Uint8Array<ArrayBuffer>;
  /** @throws for parameters that are not taken */
  compute(secret: Buffer, parameters: ArrayBuffer, bytes: Uint8Array): Promise<Uint8Array>;
}

/** The secret, what the authority calls it, and how it is used. */
export interface SharedSecret {
  readonly reference: string;
  readonly secret: Secret;
  readonly algorithm: MacAlgorithm;
}

const COMMON_NAME = '2.5.4.3';

/**
 * MACs (RFC 9810 sections 5.1.3.1 and 5.1.3.2). The secret is this process's, not the SAM's: whoever has it has certified and revoked what he likes,
 * so signatures are to be preferred. Answers have to come with the same kind of MAC, lest somebody choose a weaker one for us.
 */
export class MacProtection extends MessageProtection {
  override readonly sender: Uint8Array;
  override readonly senderKid: Uint8Array<ArrayBuffer>;
  override readonly certificates = [];

  constructor(
    private readonly shared: SharedSecret,
    override readonly recipient: Uint8Array,
  ) {
    super();
    // RFC 9483 section 3.1: the common name repeats what senderKID says.
    const value = new AttributeValue({ utf8String: shared.reference });
    const name = new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
    this.sender = new Uint8Array(AsnConvert.serialize(name));
    this.senderKid = Uint8Array.from(Buffer.from(shared.reference));
  }

  override begin(): Seal {
    const algorithm = this.shared.algorithm.identifier();
    return { algorithm, over: (protectedPart) => this.mac(algorithm.buffer, protectedPart) };
  }

  override async whyUnproven({ header, protectedPart, protection }: ReadMessage): Promise<string | undefined> {
    if (!protection || !header.protectionAlg) return 'it is not protected';
    if (AsnConvert.parse(header.protectionAlg, AlgorithmIdentifier).algorithm !== this.shared.algorithm.oid) return 'it is protected by other means than ours';
    const expected = await this.mac(header.protectionAlg, protectedPart);
    return expected.length === protection.length && timingSafeEqual(expected, protection) ? undefined : 'its MAC is not by the shared secret';
  }

  private async mac(algorithm: ArrayBuffer, bytes: Uint8Array): Promise<Uint8Array> {
    const { parameters } = AsnConvert.parse(algorithm, AlgorithmIdentifier);
    if (!parameters) throw new Error('its MAC has no parameters');
    return this.shared.algorithm.compute(Buffer.from(this.shared.secret.reveal()), parameters, bytes);
  }
}
