import { MeansForPage } from '../src/domain/evidence/means-for-page.js';
import type { ChangeAct, Evidence, EvidenceKind } from '@paraph/contracts';
import { changeChallenge, newId, toBase64Url } from '@paraph/kernel';
import type { SoftwareAuthenticator } from '@paraph/testing';
import { SimpleWebAuthnPasskeyVerifier } from '../src/adapters/evidence-passkey/simple-webauthn-passkey-verifier.js';
import { OtpauthCodes } from '../src/adapters/evidence-totp/otpauth-codes.js';
import { AbandonChange } from '../src/domain/changes/abandon-change.js';
import { ChangeDrafts } from '../src/domain/changes/change-drafts.js';
import { ChangeNotices } from '../src/domain/changes/change-notices.js';
import type { ChangeDraft } from '../src/domain/changes/change.js';
import { Changes } from '../src/domain/changes/changes.js';
import { CheckChange } from '../src/domain/changes/check-change.js';
import { CompleteChange } from '../src/domain/changes/complete-change.js';
import { ComposeChange } from '../src/domain/changes/compose-change.js';
import { OpenChange } from '../src/domain/changes/open-change.js';
import { SuspendCredential } from '../src/domain/changes/suspend-credential.js';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { Tries } from '../src/domain/evidence/counters/tries.js';
import { PasskeyEvidence } from '../src/domain/evidence/passkey/passkey-evidence.js';
import { CheckPin } from '../src/domain/evidence/pin/check-pin.js';
import { MakePin } from '../src/domain/evidence/pin/make-pin.js';
import { PinEvidence } from '../src/domain/evidence/pin/pin-evidence.js';
import { CheckTotp } from '../src/domain/evidence/totp/check-totp.js';
import { MakeTotp } from '../src/domain/evidence/totp/make-totp.js';
import { TotpEvidence } from '../src/domain/evidence/totp/totp-evidence.js';
import { TotpSecrets } from '../src/domain/evidence/totp/totp-secrets.js';
import { TypedSecrets } from '../src/domain/evidence/typed/typed-secrets.js';
import { DescribeBinding } from '../src/domain/means/describe-binding.js';
import { ListSignatures } from '../src/domain/means/list-signatures.js';
import { MakeMeans } from '../src/domain/means/make-means.js';
import { MeansOffers } from '../src/domain/means/means-offers.js';
import { OfferMeans } from '../src/domain/means/offer-means.js';
import { OfferRules } from '../src/domain/means/offer-rules.js';
import { OfferSubjectsByPrefix, type OfferSubject } from '../src/domain/means/offer-subject.js';
import { Notices, type Notice } from '../src/domain/ports/notices.js';
import type { Policy } from '../src/domain/ports/policies.js';
import type { BindingRecord, Means } from '../src/domain/records/record-kinds.js';
import { Refusals } from '../src/domain/refusals.js';
import { APPROVAL_ORIGIN, ApprovalPage } from './approval-page.js';
import { memoryMeansStores, type MeansStores } from './means-stores.js';
import type { memoryStores, Stores } from './stores.js';
import { World, type TestSigner } from './world.js';

/** What would have been told, and to whom. */
class KeptNotices extends Notices {
  readonly sent: { readonly before: BindingRecord; readonly notice: Notice }[] = [];
  /** Thrown instead of sending. */
  failure: Error | undefined;

  override send(before: BindingRecord, notice: Notice): Promise<number> {
    if (this.failure) return Promise.reject(this.failure);
    this.sent.push({ before, notice });
    return Promise.resolve(1);
  }
}

/** A signer with a passkey and a PIN of their own beside the account. */
export interface EquippedSigner extends TestSigner {
  readonly page: ApprovalPage;
}

/** The world of activations, with means that are real, changed by their signer or stopped by anybody. */
export class ChangesWorld<Kind extends Stores = ReturnType<typeof memoryStores>, Kept extends MeansStores = ReturnType<typeof memoryMeansStores>> {
  readonly notices = new KeptNotices();
  readonly changeNotices: ChangeNotices;
  readonly changes: Changes;
  readonly openChange: OpenChange;
  readonly abandonChange: AbandonChange;
  readonly offerMeans: OfferMeans;
  readonly suspend: SuspendCredential;
  readonly describeBinding: DescribeBinding;
  readonly listSignatures: ListSignatures;
  private readonly makePin: MakePin;

  private constructor(
    readonly world: World<Kind>,
    readonly stores: Kept,
    readonly counters: SealedCounters,
  ) {
    const { token, clock, records, policies, authorityKeys } = world;
    const { transactions, evidence, activations: activationRows } = world.stores;
    const refusals = new Refusals(transactions);
    const offers = new MeansOffers(this.stores.offers, token, transactions);
    this.changeNotices = new ChangeNotices(this.notices, transactions, clock);
    this.changes = new Changes(this.stores.changes, offers, token, transactions, clock);
    const checkChange = new CheckChange(records, policies, this.stores.changes, clock);
    this.openChange = new OpenChange(checkChange, new ComposeChange(authorityKeys, token, new MeansForPage(records), clock), this.changes, refusals);
    this.abandonChange = new AbandonChange(this.stores.changes, transactions);
    this.suspend = new SuspendCredential(records, this.changeNotices, transactions);
    this.describeBinding = new DescribeBinding(records, policies, counters, clock);
    this.listSignatures = new ListSignatures(records, activationRows, world.activations);
    world.drafts.chg = new ChangeDrafts(this.changes, evidence, new CompleteChange(records, counters, this.changeNotices, clock));

    const passkeys = new SimpleWebAuthnPasskeyVerifier(APPROVAL_ORIGIN, [], clock);
    const [typed, tries, secrets, codes] = [new TypedSecrets(authorityKeys), new Tries(counters, transactions), new TotpSecrets(token), new OtpauthCodes()];
    this.makePin = new MakePin(token);
    const makeMeans = new MakeMeans(passkeys, typed, this.makePin, new MakeTotp(secrets, codes, clock));
    const subjects = new OfferSubjectsByPrefix(noEnrolments, this.changes);
    this.offerMeans = new OfferMeans(subjects, new OfferRules(records, policies), makeMeans, offers, refusals);
    world.verifiers.passkey = new PasskeyEvidence(passkeys, counters);
    world.verifiers.pin = new PinEvidence(typed, new CheckPin(token, tries));
    world.verifiers.totp = new TotpEvidence(typed, new CheckTotp(secrets, codes, counters, tries));
  }

  /** Under a policy of a passkey, or the account with a PIN or a generator; a new means waits an hour. */
  static async make(policy?: Partial<Policy>): Promise<ChangesWorld> {
    return ChangesWorld.over(await World.make(), memoryMeansStores(), policy);
  }

  static async over<Kind extends Stores, Kept extends MeansStores>(
    world: World<Kind>,
    stores: Kept,
    policy: Partial<Policy> = {},
  ): Promise<ChangesWorld<Kind, Kept>> {
    world.policies.policy = { ...world.policies.policy, evidence: [['passkey'], ['oidc', 'pin'], ['oidc', 'totp']], meansWaitSeconds: 3_600, ...policy };
    return new ChangesWorld(world, stores, await SealedCounters.open(stores.counters, world.token, world.stores.transactions));
  }

  get token() {
    return this.world.token;
  }

  get clock() {
    return this.world.clock;
  }

  /** A person before the approval page. */
  page(passkey?: SoftwareAuthenticator): ApprovalPage {
    return new ApprovalPage(this.world.authorityKeys.encryptionKey(), this.clock, passkey);
  }

  /** A signer whose credential is active, with an account, a passkey and a PIN, and what else a test gives. */
  async signer({
    kinds = ['oidc', 'passkey', 'pin'],
    more = [],
    binding = {},
  }: { kinds?: readonly Means['kind'][]; more?: readonly Means[]; binding?: Partial<BindingRecord> } = {}): Promise<EquippedSigner> {
    const page = this.page();
    const account = `account-of-${newId('sgn')}`;
    const all = [this.world.account(account), this.passkeyMeans(page), await this.pinMeans(page)];
    const means = [...all.filter(({ kind }) => kinds.includes(kind)), ...more];
    return { ...(await this.world.signer({ binding: { means, ...binding } })), account, page };
  }

  /** A passkey of this page as a means that counts. */
  passkeyMeans({ passkey }: ApprovalPage): Means {
    return {
      kind: 'passkey',
      ...this.fresh(),
      id: passkey.id,
      publicKey: passkey.publicKey,
      transports: ['internal'],
      aaguid: '00000000-0000-0000-0000-000000000000',
      attestation: 'none',
      backupEligible: false,
      backedUp: false,
    };
  }

  async pinMeans({ pin }: ApprovalPage): Promise<Means> {
    return { ...(await this.makePin.run(pin, this.world.policies.policy)), usableFrom: this.clock.now().toISOString() };
  }

  codeMeans(address = '+33612345678'): Means {
    return { kind: 'one-time-code', ...this.fresh(), channel: 'sms', address };
  }

  open({ credentialId, signerId }: TestSigner, change: ChangeAct): Promise<ChangeDraft> {
    return this.openChange.run({ credentialId, signerId, change });
  }

  /** Opens a change that adds what this page registers. */
  async offered(signer: TestSigner, page: ApprovalPage, kind: 'passkey' | 'pin' | 'totp'): Promise<ChangeDraft> {
    const draft = await this.open(signer, { act: 'add-means', kind });
    await this.offerMeans.run(draft.changeId, await page.registrations(changeChallenge(draft.statement), kind));
    return draft;
  }

  /** What evidence for a draft, of an activation or of a change, is to be given over. */
  async challenge(reference: string): Promise<Uint8Array> {
    const drafts = reference.startsWith('chg_') ? this.world.drafts.chg : this.world.drafts.act;
    return (await drafts.find(reference)).challenge;
  }

  /** Evidence of the signer’s own means over a challenge. */
  async evidence(
    { page, account }: EquippedSigner,
    kind: Extract<EvidenceKind, 'passkey' | 'oidc' | 'pin' | 'totp'>,
    challenge: Uint8Array,
  ): Promise<Evidence> {
    switch (kind) {
      case 'passkey':
        return { kind, assertion: page.passkey.assert(challenge) };
      case 'oidc':
        return { kind, idToken: await this.world.idp.idToken({ subject: account, nonce: toBase64Url(challenge), now: this.clock.now() }) };
      case 'pin':
        return { kind, sealed: await page.typed(challenge, kind, page.pin) };
      case 'totp':
        return { kind, sealed: await page.typed(challenge, kind, page.code()) };
    }
  }

  /** Gives evidence of the signer’s own means, one after the other; answers the state, or the code of the refusal. */
  async give(signer: EquippedSigner, reference: string, ...kinds: readonly Parameters<ChangesWorld['evidence']>[1][]): Promise<string> {
    let state = 'nothing given';
    try {
      for (const kind of kinds) ({ state } = await this.world.present.run(reference, await this.evidence(signer, kind, await this.challenge(reference))));
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
    await this.changeNotices.settled();
    return state;
  }

  /** A change from its opening to its completion by the signer’s passkey. */
  async change(signer: EquippedSigner, change: Exclude<ChangeAct, { act: 'add-means' }>): Promise<string> {
    return this.give(signer, (await this.open(signer, change)).changeId, 'passkey');
  }

  async binding({ credentialId }: TestSigner): Promise<BindingRecord> {
    const binding = await this.world.records.find('binding', credentialId);
    if (!binding) throw new Error('no such credential');
    return binding.body;
  }

  /** Signs one document with the signer’s passkey, from the statement to the signature; answers how often `C_Sign` ran for it, or the code of the refusal. */
  async sign(signer: EquippedSigner): Promise<number | string> {
    try {
      const { activationId } = await this.world.open(signer);
      const state = await this.give(signer, activationId, 'passkey');
      if (state !== 'completed') return state;
      const { sad } = await this.world.issueSad.run({ activationId, clientId: this.world.clientId });
      return await this.redeem(signer, `sad_${sad}`);
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }

  /** Has one hash signed by a SAD; answers how often `C_Sign` ran, or the code of the refusal and that it did not run. */
  async redeem(signer: TestSigner, sad: string): Promise<number | string> {
    const before = this.token.counters.signCalls;
    try {
      await this.world.signHash.run(this.world.request(signer, sad));
    } catch (error) {
      const ran = this.token.counters.signCalls - before;
      return ran === 0 ? ((error as { code?: string }).code ?? String(error)) : `refused after ${ran} signatures`;
    }
    return this.token.counters.signCalls - before;
  }

  private fresh(): { meansId: string; usableFrom: string } {
    return { meansId: newId('mns'), usableFrom: this.clock.now().toISOString() };
  }
}

const noEnrolments = { offerSubject: (): Promise<OfferSubject> => Promise.reject(new Error('no enrolment in this test')) };
