import { directoryName } from './codec/der.js';
import { InfoValues, pkiHeader, type InfoTypeAndValue } from './codec/pki-header.js';
import { protectedPart, type Body } from './codec/pki-message.js';
import type { MessageProtection, Seal } from './protection/message-protection.js';

/** Messages that belong together (RFC 9810 section 5.1.1). */
export interface Transaction {
  readonly id: Uint8Array<ArrayBuffer>;
  /** The senderNonce of the last answer, which our next message repeats. */
  readonly nonce: Uint8Array<ArrayBuffer> | undefined;
}

/** What a message of ours says. */
export interface Content {
  readonly body: Body;
  readonly transaction: Transaction;
  readonly information?: readonly InfoTypeAndValue[];
  /** CMP 2021, for what the older version has no words for. */
  readonly isNew?: boolean;
}

/** What is new with every message. */
export interface Moment {
  readonly senderNonce: Uint8Array<ArrayBuffer>;
  readonly now: Date;
  readonly seal: Seal;
}

type Party = Pick<MessageProtection, 'sender' | 'recipient' | 'senderKid'>;

export const CMP2000 = 2;
export const CMP2021 = 3;

/** The ProtectedPart of a message, DER (RFC 9810 section 5.1, RFC 9483 section 3.1). */
export function composePart({ body, transaction, information = [], isNew }: Content, { senderNonce, now, seal }: Moment, party: Party): Uint8Array {
  // GeneralizedTime is in whole seconds (RFC 5280 section 4.1.2.5.2).
  const messageTime = new Date(now);
  messageTime.setUTCMilliseconds(0);
  const header = pkiHeader({
    pvno: isNew ? CMP2021 : CMP2000,
    sender: directoryName(party.sender).buffer,
    recipient: directoryName(party.recipient).buffer,
    messageTime,
    protectionAlg: seal.algorithm.buffer,
    transactionID: transaction.id.buffer,
    senderNonce: senderNonce.buffer,
    ...(party.senderKid && { senderKID: party.senderKid.buffer }),
    ...(transaction.nonce && { recipNonce: transaction.nonce.buffer }),
    ...(information.length > 0 && { generalInfo: new InfoValues([...information]) }),
  });
  return protectedPart(header, body);
}
