import type { MessageChannel, MessageContent } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { CompactEncrypt, type JWK } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { courierKeyFile, type CourierKey } from '../src/adapters/courier-key.js';
import { Message } from '../src/domain/message.js';

/** What is sealed, as bytes. */
export function plain(content: unknown): Uint8Array {
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}

/** Parts of a message that differ from the usual one; `undefined` leaves one out. */
type Content = { readonly [Name in keyof MessageContent]?: MessageContent[Name] | undefined };

/** A message that is in order. */
export function aMessage(channel: MessageChannel, content: Content = {}, messageId = newId('msg')): Message {
  const address = channel === 'sms' ? '+33612345678' : 'alice@example.org';
  const subject = channel === 'sms' ? {} : { subject: 'Your code' };
  return Message.read({ messageId, channel }, plain({ address, ...subject, text: 'Code 123456', ...content }));
}

/** A key pair of courier: the private half as courier reads it, the public half as the SAM has it. */
export interface KeyPair {
  readonly file: JWK & { readonly kid: string };
  readonly own: CourierKey;
  readonly publicKey: JWK;
}

export function aKeyPair(kid = 'courier-1'): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = { ...privateKey.export({ format: 'jwk' }), kid };
  return { file, own: courierKeyFile.parse(file), publicKey: publicKey.export({ format: 'jwk' }) };
}

/** Seals as the SAM does; other headers for what it never writes. */
export async function seal(content: unknown, { publicKey, own }: KeyPair, header: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const protectedHeader = { alg: 'ECDH-ES', enc: 'A256GCM', kid: own.kid, ...header };
  return new CompactEncrypt(plain(content)).setProtectedHeader(protectedHeader).encrypt({ ...publicKey, alg: protectedHeader.alg });
}
