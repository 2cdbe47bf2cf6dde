import { ServiceError, type Call, type ChangeAct, type ErrorCode, type Evidence, type EvidenceKind, type Notice } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { bindingOf, described, factsOf, type Facts, MULTISIGN } from './fake-facts.js';
import { authorizationUrlOf, missing, payloadOf, soon, statementOf, verify, type Draft } from './fake-drafts.js';
import { approveProposal, describeProposal, openProposal, type Proposal } from './fake-proposals.js';

interface OpenEnrolment extends Draft {
  readonly signerId: string;
  /** Made by its signer's authorisation: nobody's until it is claimed. */
  readonly held: boolean;
  /** Made for one session: by which client's request, and which documents. */
  readonly session?: { readonly clientId: string; readonly documents: unknown };
  bound: boolean;
}

type Request = Readonly<Record<string, unknown>>;

/**
 * The SAM and the key lifecycle as identity meets them on the bus, held to the contract: requests and replies pass its
 * schemas, and codes are those each call may answer. It verifies of evidence what identity could get wrong.
 */
export class FakeNeighbours {
  readonly drafts = new Map<string, Draft>();
  readonly changes = new Map<string, Draft & { readonly signerId: string; readonly change: ChangeAct }>();
  readonly enrolments = new Map<string, OpenEnrolment>();
  readonly proposals = new Map<string, Proposal>();
  /** Credential → its signer. */
  readonly credentials = new Map<string, string>();
  /** Credential → its state, where it is not active. */
  readonly states = new Map<string, 'suspended' | 'revoked'>();
  /** Combinations a credential asks for, where it is not the provider alone. */
  readonly policies = new Map<string, readonly (readonly EvidenceKind[])[]>();
  /** How a credential is authorised, where it is not by the page for exactly the hashes. */
  readonly facts = new Map<string, Facts>();
  /** Every secret that passed through identity. */
  readonly secrets: string[] = [];
  /** Names of the calls that were made. */
  readonly calls: string[] = [];
  /** Makes the next call of this name fail. */
  readonly failures = new Map<string, ErrorCode>();
  /** Replaces the whole answer of a call of this name. */
  readonly answers = new Map<string, (request: Request) => unknown>();
  sadLifetimeSeconds = 300;
  isAuthoritySlow = false;
  provider = { issuer: '', redirectUri: '' };

  async call(call: Call, request: unknown): Promise<unknown> {
    this.calls.push(call.name);
    const failure = this.failures.get(call.name);
    if (failure !== undefined) {
      this.failures.delete(call.name);
      if (!call.errors.includes(failure) && !failure.startsWith('service.')) throw new Error(`${call.name} never answers ${failure}`);
      throw new ServiceError(failure, 'the test asked for it');
    }
    const answers: Readonly<Record<string, (request: Request) => unknown>> = {
      openActivation: (one) => this.openActivation(one),
      describeAuthorisation: (one) => ({ credentials: factsOf(this, one['credentialIds']) }),
      beginEvidence: (one) => this.beginEvidence(this.held(one)),
      releaseExchange: (one) => this.releaseExchange(this.held(one), one['issuer']),
      presentEvidence: (one) => this.presentEvidence(one),
      describeEvidence: (one) => ({ ...this.progress(String(one['reference'])), statement: this.held(one).statement }),
      sendCode: (one) => this.sendCode(this.held(one)),
      offerMeans: (one) => this.offerMeans(one),
      abandonActivation: (one) => this.abandonActivation(one),
      issueSad: (one) => this.issueSad(one),
      describeEnrolment: (one) => this.describeEnrolment(one),
      createCredential: (one) => this.createCredential(one),
      describeCredential: (one) => this.describeCredential(one),
      completeEnrolment: (one) => this.completeEnrolment(one),
      endSession: (one) => this.endSession(one),
      openChange: (one) => this.openChange(one),
      abandonChange: (one) => this.abandonChange(one),
      describeProposal: (one) => describeProposal(this.proposals, one),
      approveProposal: (one) => approveProposal(this.proposals, one),
      listCredentials: (one) => this.listCredentials(one),
      describeBinding: (one) => this.describeBinding(one),
      listSignatures: () => ({ activations: [] }),
      suspendCredential: (one) => this.suspendCredential(one),
      renewCredential: (one) => ({
        credentialId: one['credentialId'],
        enrolmentId: this.openEnrolment(String(one['signerId'])).enrolmentId,
        expiresAt: '2036-01-01T00:00:00.000Z',
      }),
      refreshCredential: (one) => ({ credentialId: one['credentialId'], state: 'active' }),
    };
    const parsed = call.request.parse(request) as Request;
    return call.reply.parse((this.answers.get(call.name) ?? answers[call.name])?.(parsed));
  }

  /** Names of the notices that were told. */
  readonly told: string[] = [];

  async tell({ name }: Notice): Promise<void> {
    this.told.push(name);
  }

  openEnrolment(signerId: string, register: readonly string[] = [], held = false): { enrolmentId: string; credentialId: string } {
    const enrolmentId = newId('enr');
    const credentialId = newId('cred');
    const statement = statementOf({ jti: enrolmentId, register, provider: this.provider.issuer });
    const draft = { kind: 'enrolment', credentialId, statement, alternatives: [['oidc']], given: [], state: 'open', released: false } as const;
    this.enrolments.set(enrolmentId, { ...draft, given: [], signerId, held, bound: false });
    return { enrolmentId, credentialId };
  }

  propose(): { proposalId: string; statement: string } {
    return openProposal(this.proposals);
  }

  private held({ reference }: Request): Draft {
    const name = String(reference);
    const draft = this.drafts.get(name) ?? this.changes.get(name) ?? this.enrolments.get(name);
    if (draft === undefined)
      throw new ServiceError(name.startsWith('chg') ? 'change.unknown' : name.startsWith('enr') ? 'enrolment.unknown' : 'activation.unknown', 'unknown');
    return draft;
  }

  private openActivation({ clientId, credentialId, signerId, documents, numSignatures, requestObject }: Request): unknown {
    const credential = String(credentialId);
    const owner = this.credentials.get(credential);
    if (owner === undefined || (signerId !== undefined && signerId !== owner)) throw new ServiceError('credential.unknown', 'unknown');
    if (Number(numSignatures) > MULTISIGN || (documents as unknown[]).length > MULTISIGN) throw new ServiceError('activation.too_many', 'too many');
    const activationId = newId('act');
    const alternatives = this.policies.get(credential) ?? [['oidc']];
    const statement = statementOf({ jti: activationId, documents, evidence: alternatives, means: { provider: this.provider.issuer } });
    const opened = { kind: 'activation', clientId: String(clientId), credentialId: credential, statement, alternatives } as const;
    const draft: Draft = { ...opened, given: [], state: 'open', released: false };
    this.drafts.set(activationId, typeof requestObject === 'string' ? { ...draft, requestObject } : draft);
    return { activationId, statement, expiresAt: soon() };
  }

  private beginEvidence(draft: Draft): unknown {
    if (draft.state !== 'open') throw new ServiceError(stateCode(draft), 'not open');
    return { authorizationUrl: authorizationUrlOf(draft, this.provider) };
  }

  private releaseExchange(draft: Draft, answeredBy: unknown): unknown {
    if (answeredBy !== undefined && answeredBy !== this.provider.issuer)
      throw new ServiceError('evidence.invalid', 'another identity provider answered than was asked');
    if (draft.released) throw new ServiceError(stateCode(draft), 'released before');
    draft.released = true;
    const clientAssertion = this.secret('assertion');
    const codeVerifier = this.secret('verifier');
    return { tokenEndpoint: `${this.provider.issuer}/token`, clientId: 'signing', clientAssertion, codeVerifier, redirectUri: this.provider.redirectUri };
  }

  private presentEvidence({ reference, evidence }: Request): unknown {
    const draft = this.held({ reference });
    const given = evidence as Evidence;
    this.keepSecrets(given);
    verify(draft, given);
    if (missing(draft).length === 0) draft.state = 'completed';
    return this.progress(String(reference));
  }

  private progress(reference: string): object {
    const draft = this.held({ reference });
    if (draft.state === 'abandoned') throw new ServiceError(stateCode(draft), 'not open');
    const credentialId = draft.credentialId;
    const state = draft.state === 'open' ? 'waiting' : 'completed';
    return { reference, state, given: draft.given, missing: missing(draft), signerId: this.credentials.get(credentialId), credentialId, expiresAt: soon() };
  }

  private sendCode(draft: Draft): unknown {
    draft.codes = (draft.codes ?? 0) + 1;
    if (draft.codes > 2) throw new ServiceError('evidence.too_many_codes', 'enough');
    return { channel: 'sms', hint: '••• 42', expiresAt: soon() };
  }

  private offerMeans({ reference, registrations }: Request): unknown {
    const draft = this.held({ reference });
    this.secrets.push(String(registrations));
    draft.registrations = String(registrations);
    return { reference, kinds: ['passkey'] };
  }

  private abandonActivation({ activationId, reason }: Request): unknown {
    const draft = this.drafts.get(String(activationId));
    if (draft === undefined) throw new ServiceError('activation.unknown', 'unknown');
    draft.state = 'abandoned';
    draft.reason ??= String(reason);
    return { activationId };
  }

  private issueSad({ activationId, clientId, proofKeyThumbprint }: Request): unknown {
    const draft = this.drafts.get(String(activationId));
    if (draft?.state !== 'completed' || draft.clientId !== clientId) throw new ServiceError('activation.state', 'not completed');
    draft.state = 'issued';
    if (typeof proofKeyThumbprint === 'string') draft.proofKeyThumbprint = proofKeyThumbprint;
    const sad = ['eyJ0eXAiOiJwYXJhcGgtc2FkK2p3dCIsImFsZyI6IkVTMjU2In0', randomBytes(120).toString('base64url'), randomBytes(64).toString('base64url')].join(
      '.',
    );
    this.secrets.push(sad);
    return { sad, expiresAt: new Date(Date.now() + this.sadLifetimeSeconds * 1000).toISOString() };
  }

  private describeEnrolment({ enrolmentId }: Request): unknown {
    const enrolment = this.enrolments.get(String(enrolmentId));
    if (enrolment === undefined) throw new ServiceError('enrolment.unknown', 'unknown');
    const { credentialId, statement, bound } = enrolment;
    const terms = { version: '2027-01', text: 'Terms & <conditions>.' };
    const facts = { keyThumbprint: sha256Hex(credentialId), algorithm: 'p256', provider: this.provider.issuer, terms, statement };
    return { enrolmentId, credentialId, state: bound ? 'bound' : enrolment.state === 'completed' ? 'accepted' : 'open', ...facts, expiresAt: soon() };
  }

  private createCredential({ signerId, isHeld, session }: Request): unknown {
    const opened = this.openEnrolment(String(signerId), [], isHeld === true);
    const enrolment = this.enrolments.get(opened.enrolmentId);
    if (session !== undefined) Object.assign(enrolment ?? {}, { session });
    return { ...opened, expiresAt: soon() };
  }

  private endSession({ enrolmentId, reason }: Request): unknown {
    const enrolment = this.enrolments.get(String(enrolmentId));
    if (enrolment?.session === undefined) throw new ServiceError('enrolment.unknown', 'unknown');
    if (enrolment.state === 'open') Object.assign(enrolment, { state: 'abandoned', reason });
    return { credentialId: enrolment.credentialId, state: enrolment.state === 'abandoned' ? 'destroyed' : 'active' };
  }

  /** The activation that the evidence of a session completed. */
  private activate({ credentialId, statement, session }: OpenEnrolment): { readonly activationId?: string } {
    if (session === undefined) return {};
    const activationId = newId('act');
    const opened = { kind: 'activation', clientId: session.clientId, credentialId, statement, alternatives: [['oidc']] } as const;
    this.drafts.set(activationId, { ...opened, given: ['oidc'], state: 'completed', released: true });
    return { activationId };
  }

  private describeCredential({ credentialId, subscriberId }: Request): unknown {
    const signerId = this.credentials.get(String(credentialId));
    if (signerId === undefined) throw new ServiceError('credential.unknown', 'unknown');
    return described({ credentialId, signerId, subscriberId, state: this.states.get(String(credentialId)) ?? 'active' });
  }

  private completeEnrolment({ enrolmentId, idToken }: Request): unknown {
    const enrolment = this.enrolments.get(String(enrolmentId));
    this.secrets.push(String(idToken));
    if (enrolment?.state !== 'open') throw new ServiceError('enrolment.state', 'not open');
    verify(enrolment, { kind: 'oidc', idToken: String(idToken) });
    Object.assign(enrolment, { state: 'completed', bound: !this.isAuthoritySlow });
    if (!enrolment.held && enrolment.bound) this.credentials.set(enrolment.credentialId, enrolment.signerId);
    const { iss, sub } = payloadOf(String(idToken));
    const { credentialId, signerId } = enrolment;
    return { credentialId, signerId, issuer: iss, subject: sub, isPending: !enrolment.bound, ...this.activate(enrolment) };
  }

  private openChange({ credentialId, signerId, change }: Request): unknown {
    const credential = String(credentialId);
    if (this.credentials.get(credential) !== signerId) throw new ServiceError('credential.unknown', 'unknown');
    const changeId = newId('chg');
    const statement = statementOf({ jti: changeId, change, means: { provider: this.provider.issuer } });
    const alternatives = this.policies.get(credential) ?? [['oidc']];
    const draft: Draft = { kind: 'change', credentialId: credential, statement, alternatives, given: [], state: 'open', released: false };
    this.changes.set(changeId, { ...draft, signerId: String(signerId), change: change as ChangeAct });
    return { changeId, statement, expiresAt: soon() };
  }

  private abandonChange({ changeId }: Request): unknown {
    this.held({ reference: changeId }).state = 'abandoned';
    return { changeId };
  }

  private listCredentials({ signerId, subscriberId }: Request): unknown {
    const own = [...this.credentials].filter(([, signer]) => signer === signerId);
    const state = (credentialId: string) => this.states.get(credentialId) ?? 'active';
    return { credentials: own.map(([credentialId]) => described({ credentialId, signerId, subscriberId, state: state(credentialId) })) };
  }

  private describeBinding({ credentialId }: Request): unknown {
    const signerId = this.credentials.get(String(credentialId));
    if (signerId === undefined) throw new ServiceError('credential.unknown', 'unknown');
    return bindingOf({ credentialId, signerId, state: this.states.get(String(credentialId)) ?? 'active' });
  }

  private suspendCredential({ credentialId }: Request): unknown {
    if (this.states.has(String(credentialId))) throw new ServiceError('credential.state', 'not active');
    this.states.set(String(credentialId), 'suspended');
    return { credentialId, state: 'suspended' };
  }

  /** What must stand nowhere at rest. */
  private keepSecrets(evidence: Evidence): void {
    if (evidence.kind === 'oidc') this.secrets.push(evidence.idToken);
    else if (evidence.kind === 'passkey') this.secrets.push(evidence.assertion.signature, evidence.assertion.clientDataJSON);
    else if (evidence.kind !== 'order') this.secrets.push(evidence.sealed);
  }

  private secret(what: string): string {
    const made = `${what}-${randomBytes(32).toString('base64url')}`;
    this.secrets.push(made);
    return made;
  }
}

const stateCode = ({ kind }: Draft): ErrorCode => `${kind}.state`;
