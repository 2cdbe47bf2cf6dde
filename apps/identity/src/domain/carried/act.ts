import { evidence, ServiceError, type Evidence, type EvidenceKind } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { z } from 'zod';

/** Longest act as it is carried: the longest registrations' text twice escaped, and room to spare. */
const LONGEST = 200_000;

/** What a provider or a client makes does not come from a page: it is refused before anybody looks into it. */
const madeElsewhere: readonly EvidenceKind[] = ['oidc', 'order'];

/** What the approval page hands over after the signer's act, by kind. */
const carriedAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('evidence'), evidence: evidence.refine(({ kind }) => !madeElsewhere.includes(kind), 'expected evidence of the page') }),
  z.strictObject({ kind: z.literal('begin'), means: z.enum(['oidc', 'one-time-code', 'supervised-code']) }),
  z.strictObject({ kind: z.literal('register'), registrations: z.string().min(2).max(60_000) }),
  z.strictObject({ kind: z.literal('accept') }),
  z.strictObject({ kind: z.literal('refuse') }),
]);

/** An act of the signer as it is carried. What is inside evidence, this service neither reads nor keeps. */
export type CarriedAct = z.output<typeof carriedAct>;

/** Evidence that may be tried again when it was not accepted: the person mistyped, or took another authenticator. */
export function mayBeRepeated({ kind }: Evidence): boolean {
  return !madeElsewhere.includes(kind);
}

/** Reads an act, base64url of JSON. @throws `request.invalid` for anything else */
export function readAct(text: string | undefined): CarriedAct {
  const bytes = text === undefined || text.length > LONGEST ? undefined : fromBase64Url(text);
  const parsed = carriedAct.safeParse(bytes && parse(bytes));
  if (!parsed.success) throw new ServiceError('request.invalid', 'act: expected what the approval page sends');
  return parsed.data;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
