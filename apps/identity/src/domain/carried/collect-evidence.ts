import { ServiceError, type ErrorCode, type Evidence, type presentEvidence, type ReplyOf } from '@paraph/contracts';
import { z } from 'zod';
import { type Sam } from '../ports/sam.js';
import { mayBeRepeated } from './act.js';
import type { ApprovalVisit } from './approval-visit.js';
import type { ProviderAnswer } from './provider-answer.js';
import type { RedeemEvidence } from './redeem-evidence.js';

/** Refusals after which the signer may try again on the same statement. */
const REPEATABLE: readonly ErrorCode[] = ['evidence.invalid', 'evidence.locked', 'evidence.missing', 'evidence.too_many_codes', 'message.undeliverable'];

/** What became of one piece of evidence. */
export type Collected =
  | { readonly kind: 'completed'; readonly progress: ReplyOf<typeof presentEvidence> }
  /** Back to the approval page, for the next means or another try. */
  | { readonly kind: 'approval'; readonly visit: ApprovalVisit };

/** The code of a refusal that ends nothing: the approval page says it, and the signer tries again. */
export function repeatableCode(error: unknown): ErrorCode | undefined {
  return error instanceof ServiceError && REPEATABLE.includes(error.code) ? error.code : undefined;
}

/** Carries evidence to the SAM, which alone decides what it proves; what is still missing, the approval page asks for. */
export class CollectEvidence {
  constructor(
    private readonly sam: Sam,
    private readonly redeem: RedeemEvidence,
  ) {}

  /** Address of the request to the identity provider that the SAM composed. */
  async begin(reference: string): Promise<string> {
    return (await this.sam.beginEvidence({ reference })).authorizationUrl;
  }

  /** The person came back from the identity provider. @throws ServiceError what ends the draft, evidence.invalid, service.unavailable */
  async returned(reference: string, answer: ProviderAnswer): Promise<Collected> {
    return this.present(reference, { kind: 'oidc', idToken: await this.redeem.run(reference, answer) });
  }

  /** @throws ServiceError what ends the draft, or evidence of the provider that was refused */
  async present(reference: string, evidence: Evidence): Promise<Collected> {
    try {
      const progress = await this.sam.presentEvidence({ reference, evidence });
      if (progress.state === 'completed') return { kind: 'completed', progress };
    } catch (error) {
      if (!mayBeRepeated(evidence)) throw error;
      // A code that was typed wrongly is still the code: the page asks for it again instead of sending another.
      return this.again(reference, error, evidence.kind === 'one-time-code' || evidence.kind === 'supervised-code');
    }
    return this.back(reference, {});
  }

  /** Has the SAM send a one-time code. */
  async sendCode(reference: string): Promise<Collected> {
    try {
      const { channel, hint } = await this.sam.sendCode({ reference });
      return await this.back(reference, { sent: `${channel}:${hint}` });
    } catch (error) {
      // Refused because one was sent a moment ago: that one can be typed.
      return this.again(reference, error, repeatableCode(error) === 'evidence.too_many_codes');
    }
  }

  /** Back to the page; the draft must still wait. */
  async back(reference: string, about: Pick<ApprovalVisit, 'sent' | 'again'>): Promise<Collected> {
    const { statement, given } = await this.sam.describeEvidence({ reference });
    return { kind: 'approval', visit: { statement, given, ...about } };
  }

  private async again(reference: string, error: unknown, isCodeUnderWay: boolean): Promise<Collected> {
    const again = repeatableCode(error);
    if (again === undefined) throw error;
    const { statement, given } = await this.sam.describeEvidence({ reference });
    const sent = isCodeUnderWay ? statedCode(statement) : undefined;
    return { kind: 'approval', visit: { statement, given, again, ...(sent === undefined ? {} : { sent }) } };
  }
}

const stated = z.object({ means: z.object({ code: z.object({ channel: z.string(), hint: z.string() }).optional() }) });

/** Where the statement says that codes go. Read without verifying: it only comes back to the page, which verified the statement. */
function statedCode(statement: string): string | undefined {
  const payload: unknown = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString());
  const code = stated.safeParse(payload).data?.means.code;
  return code && `${code.channel}:${code.hint}`;
}
