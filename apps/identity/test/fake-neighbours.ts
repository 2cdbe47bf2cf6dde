import { ServiceError, type Call, type ErrorCode } from '@paraph/contracts';
import { activationChallenge, newId, sha256Hex, toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';

interface Draft {
  readonly clientId: string;
  readonly credentialId: string;
  readonly statement: string;
  state: 'open' | 'completed' | 'issued' | 'abandoned';
  released: boolean;
  reason?: string;
}

interface OpenEnrolment {
  readonly signerId: string;
  readonly credentialId: string;
  state: 'open' | 'accepted' | 'bound' | 'abandoned';
  released: boolean;
}

type Request = Readonly<Record<string, unknown>>;

/** Most signatures of the fake's credentials. */
export const MULTISIGN = 5;

/**
 * The SAM and the key lifecycle as identity meets them on the bus, held to the contract: requests and replies pass its
 * schemas, and codes are those each call may answer. It verifies of an ID token what identity could get wrong.
 */
export class FakeNeighbours {
  readonly drafts = new Map<string, Draft>();
  readonly enrolments = new Map<string, OpenEnrolment>();
  /** Credential → its signer. */
  readonly credentials = new Map<string, string>();
  /** Every secret that passed through identity. */
  readonly secrets: string[] = [];
  /** Makes the next call of this name fail. */
  readonly failures = new Map<string, ErrorCode>();
  sadLifetimeSeconds = 300;
  provider = { issuer: '', redirectUri: '' };

  async call(call: Call, request: unknown): Promise<unknown> {
    const failure = this.failures.get(call.name);
    if (failure !== undefined) {
      this.failures.delete(call.name);
      throw new ServiceError(failure, 'the test asked for it');
    }
    const answers: Readonly<Record<string, (request: Request) => unknown>> = {
      openActivation: (one) => this.openActivation(one),
      beginEvidence: (one) => this.beginEvidence(one),
      releaseExchange: (one) => this.releaseExchange(one),
      completeActivation: (one) => this.completeActivation(one),
      abandonActivation: (one) => this.abandonActivation(one),
      issueSad: (one) => this.issueSad(one),
      describeEnrolment: (one) => this.describeEnrolment(one),
      completeEnrolment: (one) => this.completeEnrolment(one),
    };
    return call.reply.parse(answers[call.name]?.(call.request.parse(request) as Request));
  }

  openEnrolment(signerId: string): { enrolmentId: string; credentialId: string } {
    const enrolmentId = newId('enr');
    const credentialId = newId('cred');
    this.enrolments.set(enrolmentId, { signerId, credentialId, state: 'open', released: false });
    return { enrolmentId, credentialId };
  }

  private openActivation({ clientId, credentialId, documents, numSignatures }: Request): unknown {
    if (!this.credentials.has(String(credentialId))) throw new ServiceError('credential.unknown', 'unknown');
    if (Number(numSignatures) > MULTISIGN || (documents as unknown[]).length > MULTISIGN) throw new ServiceError('activation.too_many', 'too many');
    const activationId = newId('act');
    const statement = ['header', Buffer.from(JSON.stringify({ jti: activationId, documents })).toString('base64url'), 'signature'].join('.');
    this.drafts.set(activationId, { clientId: String(clientId), credentialId: String(credentialId), statement, state: 'open', released: false });
    return { activationId, statement, expiresAt: new Date(Date.now() + 600_000).toISOString() };
  }

  private beginEvidence({ reference }: Request): unknown {
    const nonce = this.nonceOf(String(reference));
    const url = new URL(`${this.provider.issuer}/authorize`);
    url.search = new URLSearchParams({
      client_id: 'signing',
      response_type: 'code',
      redirect_uri: this.provider.redirectUri,
      state: String(reference),
      nonce,
      prompt: 'login',
      max_age: '0',
    }).toString();
    return { authorizationUrl: url.href };
  }

  private nonceOf(reference: string): string {
    const draft = this.drafts.get(reference);
    if (draft) {
      if (draft.state !== 'open') throw new ServiceError('activation.state', 'not open');
      return toBase64Url(activationChallenge(draft.statement));
    }
    if (this.enrolments.get(reference)?.state === 'open') return sha256Hex(reference);
    throw new ServiceError('enrolment.unknown', 'unknown');
  }

  private releaseExchange({ reference }: Request): unknown {
    const held = this.drafts.get(String(reference)) ?? this.enrolments.get(String(reference));
    if (held === undefined || held.released) throw new ServiceError('activation.state', 'released before');
    held.released = true;
    const clientAssertion = this.secret('assertion');
    const codeVerifier = this.secret('verifier');
    return { tokenEndpoint: `${this.provider.issuer}/token`, clientId: 'signing', clientAssertion, codeVerifier, redirectUri: this.provider.redirectUri };
  }

  private completeActivation({ activationId, evidence }: Request): unknown {
    const draft = this.drafts.get(String(activationId));
    const { idToken } = evidence as { idToken: string };
    this.secrets.push(idToken);
    if (draft?.state !== 'open') throw new ServiceError('activation.state', 'not open');
    const claims = claimsOf(idToken);
    if (claims['nonce'] !== toBase64Url(activationChallenge(draft.statement))) throw new ServiceError('evidence.invalid', 'another nonce');
    draft.state = 'completed';
    return { activationId, signerId: this.credentials.get(draft.credentialId), credentialId: draft.credentialId };
  }

  private abandonActivation({ activationId, reason }: Request): unknown {
    const draft = this.drafts.get(String(activationId));
    if (draft === undefined) throw new ServiceError('activation.unknown', 'unknown');
    draft.state = 'abandoned';
    draft.reason ??= String(reason);
    return { activationId };
  }

  private issueSad({ activationId, clientId }: Request): unknown {
    const draft = this.drafts.get(String(activationId));
    if (draft?.state !== 'completed' || draft.clientId !== clientId) throw new ServiceError('activation.state', 'not completed');
    draft.state = 'issued';
    const sad = ['eyJ0eXAiOiJwYXJhcGgtc2FkK2p3dCIsImFsZyI6IkVTMjU2In0', randomBytes(120).toString('base64url'), randomBytes(64).toString('base64url')].join(
      '.',
    );
    this.secrets.push(sad);
    return { sad, expiresAt: new Date(Date.now() + this.sadLifetimeSeconds * 1000).toISOString() };
  }

  private describeEnrolment({ enrolmentId }: Request): unknown {
    const enrolment = this.enrolments.get(String(enrolmentId));
    if (enrolment === undefined) throw new ServiceError('enrolment.unknown', 'unknown');
    const { credentialId, state } = enrolment;
    const terms = { version: '2027-01', text: 'Terms & <conditions>.\n\nKeep your means of identification to yourself.' };
    const keyThumbprint = sha256Hex(credentialId);
    return {
      enrolmentId,
      credentialId,
      state,
      keyThumbprint,
      algorithm: 'p256',
      provider: this.provider.issuer,
      terms,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    };
  }

  private completeEnrolment({ enrolmentId, idToken }: Request): unknown {
    const enrolment = this.enrolments.get(String(enrolmentId));
    this.secrets.push(String(idToken));
    if (enrolment?.state !== 'open') throw new ServiceError('enrolment.state', 'not open');
    const claims = claimsOf(String(idToken));
    if (claims['nonce'] !== sha256Hex(String(enrolmentId))) throw new ServiceError('evidence.invalid', 'another nonce');
    enrolment.state = 'bound';
    this.credentials.set(enrolment.credentialId, enrolment.signerId);
    return { credentialId: enrolment.credentialId, signerId: enrolment.signerId, issuer: claims['iss'], subject: claims['sub'] };
  }

  private secret(what: string): string {
    const made = `${what}-${randomBytes(32).toString('base64url')}`;
    this.secrets.push(made);
    return made;
  }
}

function claimsOf(idToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
