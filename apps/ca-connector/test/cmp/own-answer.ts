import { AsnConvert } from '@peculiar/asn1-schema';
import { randomBytes } from 'node:crypto';
import { ErrorMsgContent } from '../../src/adapters/cmp/codec/certification.js';
import { directoryName, NULL_NAME } from '../../src/adapters/cmp/codec/der.js';
import { pkiHeader, type PkiHeader } from '../../src/adapters/cmp/codec/pki-header.js';
import { pkiMessage, protectedPart, readMessage, type Body } from '../../src/adapters/cmp/codec/pki-message.js';
import { failures, PkiStatusInfo, statuses, type Failure, type Status } from '../../src/adapters/cmp/codec/pki-status.js';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { MacAlgorithm } from '../../src/adapters/cmp/protection/mac-protection.js';
import type { PeerAnswer } from '../faulty-peer.js';

/** How an answer of the test's own is made; what is left out is as it should be. */
export interface OwnAnswer {
  readonly body: Body;
  readonly mac: MacAlgorithm;
  readonly secret: string;
  readonly header?: Partial<PkiHeader>;
}

/**
 * An answer that OpenSSL's server does not give: with a failure it has no option for, or a MAC it does not know. It is made by the driver's own
 * classes, so it shows what the driver makes of such an answer, and nothing of how others write one.
 */
export async function ownAnswer(request: Uint8Array, { body, mac, secret, header: change }: OwnAnswer): Promise<PeerAnswer> {
  const { header: asked } = readMessage(request);
  const algorithm = mac.identifier();
  const header = pkiHeader({
    sender: directoryName(NULL_NAME).buffer,
    recipient: asked.sender,
    protectionAlg: algorithm.buffer,
    senderNonce: Uint8Array.from(randomBytes(16)).buffer,
    ...(asked.transactionID && { transactionID: asked.transactionID }),
    ...(asked.senderNonce && { recipNonce: asked.senderNonce }),
    ...change,
  });
  const part = protectedPart(header, body);
  const { parameters } = AsnConvert.parse(algorithm, AlgorithmIdentifier);
  const protection = await mac.compute(Buffer.from(secret), parameters ?? new ArrayBuffer(0), part);
  return { status: 200, headers: { 'content-type': 'application/pkixcmp' }, body: pkiMessage(part, protection, []) };
}

/** An error message. */
export function errorBody(status: Status, ...named: readonly Failure[]): Body {
  const bits = new Uint8Array(4);
  for (const one of named) {
    const bit = failures.indexOf(one);
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  const info = Object.assign(new PkiStatusInfo(), { status: statuses.indexOf(status), ...(named.length > 0 && { failInfo: bits.buffer }) });
  const content = Object.assign(new ErrorMsgContent(), { pkiStatusInfo: info });
  return { kind: 'error', content: new Uint8Array(AsnConvert.serialize(content)) };
}
