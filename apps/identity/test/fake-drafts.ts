import { ServiceError, type Evidence, type EvidenceKind } from '@paraph/contracts';
import { activationChallenge, changeChallenge, enrolmentChallenge, meansChallenge, toBase64Url } from '@paraph/kernel';

/** Something a signer is asked to approve, as the fake keeps it. */
export interface Draft {
  readonly kind: 'activation' | 'change' | 'enrolment';
  readonly credentialId: string;
  readonly statement: string;
  readonly alternatives: readonly (readonly EvidenceKind[])[];
  readonly given: EvidenceKind[];
  state: 'open' | 'completed' | 'issued' | 'abandoned';
  released: boolean;
  reason?: string;
  clientId?: string;
  /** What was offered with it, as text. */
  registrations?: string;
  requestObject?: string;
  proofKeyThumbprint?: string;
  codes?: number;
}

const challenges = { activation: activationChallenge, change: changeChallenge, enrolment: enrolmentChallenge };

/** What evidence for this draft is given over, base64url. */
export function challengeOf({ kind, statement, registrations }: Draft): string {
  const plain = challenges[kind](statement);
  return toBase64Url(registrations === undefined ? plain : meansChallenge(plain, registrations));
}

/** When what was opened now is over. */
export function soon(): string {
  return new Date(Date.now() + 600_000).toISOString();
}

/** Where the person signs in for this draft at the provider. */
export function authorizationUrlOf(draft: Draft, provider: { readonly issuer: string; readonly redirectUri: string }): string {
  const url = new URL(`${provider.issuer}/authorize`);
  url.search = new URLSearchParams({
    client_id: 'signing',
    response_type: 'code',
    redirect_uri: provider.redirectUri,
    state: String(payloadOf(draft.statement)['jti']),
    nonce: challengeOf(draft),
    prompt: 'login',
    max_age: '0',
  }).toString();
  return url.href;
}

/** A statement with a header and a signature that nobody here reads. */
export function statementOf(payload: object): string {
  return ['header', Buffer.from(JSON.stringify(payload)).toString('base64url'), 'signature'].join('.');
}

export function payloadOf(jws: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** What a browser's authenticator would answer to a challenge, and nothing more than its form. */
export function assertionOver(challenge: string): { id: string; clientDataJSON: string; authenticatorData: string; signature: string } {
  const clientDataJSON = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge })).toString('base64url');
  return {
    id: 'cGFzc2tleS1vZi1hbGljZQ',
    clientDataJSON,
    authenticatorData: 'AAAAAAAAAAAAAAAA',
    signature: Buffer.from(`sig-${Math.random()}`).toString('base64url'),
  };
}

/** The form of what a page seals; the fake opens it by looking at the ciphertext. */
export function sealed(value: string): string {
  return ['eyJhbGciOiJFQ0RILUVTIn0', '', 'aXZpdml2aXZpdml2', Buffer.from(`${value}.${Math.random()}`).toString('base64url'), 'dGFndGFndGFndGFn'].join('.');
}

/** Looks at one piece of evidence the way identity could get it wrong: for another draft, another challenge. */
export function verify(draft: Draft, evidence: Evidence): void {
  if (draft.state !== 'open') throw new ServiceError(draft.kind === 'change' ? 'change.state' : 'activation.state', 'not open');
  if (draft.given.includes(evidence.kind) || !draft.alternatives.some((kinds) => kinds.includes(evidence.kind)))
    throw new ServiceError('evidence.missing', 'not asked for');
  if (!isOver(draft, evidence)) throw new ServiceError('evidence.invalid', 'another nonce');
  draft.given.push(evidence.kind);
}

function isOver(draft: Draft, evidence: Evidence): boolean {
  switch (evidence.kind) {
    case 'oidc':
      return payloadOf(evidence.idToken)['nonce'] === challengeOf(draft);
    case 'passkey':
      return (JSON.parse(Buffer.from(evidence.assertion.clientDataJSON, 'base64url').toString()) as { challenge: string }).challenge === challengeOf(draft);
    case 'order':
      return false;
    default:
      return Buffer.from(evidence.sealed.split('.')[3] ?? '', 'base64url')
        .toString()
        .startsWith('right.');
  }
}

/** Alternatives without what was given; none once one is complete. */
export function missing({ alternatives, given }: Draft): EvidenceKind[][] {
  const left = alternatives.map((kinds) => kinds.filter((kind) => !given.includes(kind)));
  return left.some((kinds) => kinds.length === 0) ? [] : left;
}
