import { z } from 'zod';
import { certificates, connectionSettings, secretText } from '../http/connection.settings.js';

/** Messages signed by the SAM; answers signed by whoever is pinned. */
const signature = z.strictObject({
  kind: z.literal('signature'),
  /** Of the registration key in the SAM, with intermediates behind it. Without it, `--check-config` shows the request to have certified. */
  certificate: certificates.optional(),
  /** The certificate that signs answers, or the authority that certifies such signers and says so in them. */
  answering: certificates,
});

/** Messages and answers under a shared secret. */
const mac = z.strictObject({
  kind: z.literal('mac'),
  algorithm: z.enum(['pbmac1', 'password-based-mac']).default('pbmac1'),
  /** What the authority calls the secret. */
  reference: z.string().min(1).max(64),
  /** The path of its file. Whoever has it has certificates made, so it is no password that somebody made up. */
  secret: secretText.refine((secret) => secret.reveal().length >= 16, 'expected at least 16 characters in the file'),
  /** HMAC-SHA1 in answers, as some servers still make it; only with password-based-mac. */
  acceptsSha1: z.boolean().default(false),
});

/** How an authority is spoken to by CMP (RFC 9810, RFC 9483). */
export const cmpSettings = z.strictObject({
  connection: connectionSettings,
  protection: z.discriminatedUnion('kind', [signature, mac]),
  /** `ir` for authorities that do not take PKCS#10: a CRMF request, whose proof of possession we give as registration authority. */
  request: z.enum(['p10cr', 'ir']).default('p10cr'),
  /**
   * `explicit`: a certificate counts once we have confirmed it, so that one whose answer was lost is none (RFC 9483 section 4.1.1). `implicit`
   * asks for one message less and leaves such a certificate valid.
   */
  confirmation: z.enum(['explicit', 'implicit']).default('explicit'),
});

export type CmpSettings = z.output<typeof cmpSettings>;
