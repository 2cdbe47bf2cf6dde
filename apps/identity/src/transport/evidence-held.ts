import { languages } from '@paraph/kernel';
import { z } from 'zod';

/** What a browser holds while its signer is at the identity provider: what the answer is for. */
const evidenceHeld = z.discriminatedUnion('for', [
  /** An application's request, by its interaction. */
  z.object({ for: z.literal('interaction'), uid: z.string() }),
  /** An activation whose signer came by a link. */
  z.object({ for: z.literal('link'), lang: z.enum(languages).optional() }),
  /** An enrolment that an operator opened. */
  z.object({ for: z.literal('enrolment') }),
  /** A change that the signer began on their own page. */
  z.object({ for: z.literal('change'), lang: z.enum(languages).optional(), offered: z.string().optional() }),
]);
export type EvidenceHeld = z.output<typeof evidenceHeld>;

/** What was sealed was written here, so it parses. */
export function parseEvidenceHeld(content: string): EvidenceHeld {
  return evidenceHeld.parse(JSON.parse(content));
}
