import { SAD_PREFIX, type Evidence, type EvidenceKind, type Quorum } from '@paraph/contracts';
import { activationChallenge, newId, supervisorChallenge } from '@paraph/kernel';
import { Secret, TOTP } from 'otpauth';
import { OtpauthCodes } from '../src/adapters/evidence-totp/otpauth-codes.js';
import type { ActivationDraft } from '../src/domain/activation/activation.js';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { Tries } from '../src/domain/evidence/counters/tries.js';
import { CheckCode } from '../src/domain/evidence/one-time-code/check-code.js';
import { CourierNotices } from '../src/domain/evidence/one-time-code/courier-notices.js';
import { DispatchCode } from '../src/domain/evidence/one-time-code/dispatch-code.js';
import { Messages } from '../src/domain/evidence/one-time-code/messages.js';
import { OneTimeCodeEvidence } from '../src/domain/evidence/one-time-code/one-time-code-evidence.js';
import { OneTimeCodes } from '../src/domain/evidence/one-time-code/one-time-codes.js';
import { PresenceCodes } from '../src/domain/evidence/one-time-code/presence-codes.js';
import { SendCode } from '../src/domain/evidence/one-time-code/send-code.js';
import { SendPresenceCode } from '../src/domain/evidence/one-time-code/send-presence-code.js';
import { WantedCodes } from '../src/domain/evidence/one-time-code/wanted-codes.js';
import { CheckPin } from '../src/domain/evidence/pin/check-pin.js';
import { MakePin } from '../src/domain/evidence/pin/make-pin.js';
import { PinEvidence } from '../src/domain/evidence/pin/pin-evidence.js';
import { PresentEvidence, type EvidenceProgress } from '../src/domain/evidence/present-evidence.js';
import { SupervisedCodeEvidence } from '../src/domain/evidence/supervised-code/supervised-code-evidence.js';
import { Supervisors } from '../src/domain/evidence/supervised-code/supervisors.js';
import { CheckTotp } from '../src/domain/evidence/totp/check-totp.js';
import { MakeTotp } from '../src/domain/evidence/totp/make-totp.js';
import { TotpEvidence } from '../src/domain/evidence/totp/totp-evidence.js';
import { TotpSecrets } from '../src/domain/evidence/totp/totp-secrets.js';
import { TypedSecrets } from '../src/domain/evidence/typed/typed-secrets.js';
import type { MessageSealer } from '../src/domain/ports/message-sealer.js';
import type { SealedRows } from '../src/domain/ports/sealed-rows.js';
import type { BindingRecord, CodeMeans, Means } from '../src/domain/records/record-kinds.js';
import { UsableCredentials } from '../src/domain/records/usable-credential.js';
import { Refusals } from '../src/domain/refusals.js';
import { FakeCourier } from './fake-courier.js';
import { FakePasskey, FakePasskeyVerifier } from './fake-passkeys.js';
import { MemorySealedRows } from './memory-sealed-rows.js';
import type { memoryStores, Stores } from './stores.js';
import { sealSecret } from './typed-page.js';
import { aPolicy, World, type TestSigner } from './world.js';

type TypedKind = 'one-time-code' | 'pin' | 'totp';

/** The secret of the test's generator, and the PIN of its signers. */
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const PIN = '471125';

/** The code that the test's generator shows at a moment. */
export const totpAt = (now: Date): string => TOTP.generate({ secret: Secret.fromBase32(SECRET), timestamp: now.getTime() });

/** What one process of the SAM remembers, over stores that all of them share. */
export interface Replica {
  readonly counters: SealedCounters;
  readonly codes: OneTimeCodes;
  readonly sendCode: SendCode;
  readonly sendPresenceCode: SendPresenceCode;
  readonly present: PresentEvidence;
}

/** The SAM with everything that people type: a world, courier, a supervisor, and as many replicas as a test starts. */
export class TypedWorld<Kind extends Stores = ReturnType<typeof memoryStores>, Rows extends SealedRows = MemorySealedRows> {
  readonly supervisor = { approverId: newId('apr'), passkey: new FakePasskey() };
  /** The one that was there first. */
  replica!: Replica;

  private constructor(
    readonly world: World<Kind>,
    readonly rows: { readonly counters: Rows; readonly codes: Rows },
    readonly courier: FakeCourier,
    public sealer: MessageSealer,
  ) {}

  /** Everything in memory. */
  static async make(evidence: readonly (readonly EvidenceKind[])[]): Promise<TypedWorld> {
    return TypedWorld.over(await World.make(), { counters: new MemorySealedRows(), codes: new MemorySealedRows() }, evidence);
  }

  static async over<Kind extends Stores, Rows extends SealedRows>(
    world: World<Kind>,
    rows: { readonly counters: Rows; readonly codes: Rows },
    evidence: readonly (readonly EvidenceKind[])[],
  ): Promise<TypedWorld<Kind, Rows>> {
    const courier = await FakeCourier.make();
    const typed = new TypedWorld(world, rows, courier, courier.sealer);
    world.policies.policy = { ...aPolicy, evidence, minimumFactors: 1 };
    typed.replica = await typed.start();
    Object.assign(world.verifiers, { ...typed.verifiers(typed.replica) });
    await typed.found();
    return typed;
  }

  /** Another process of the SAM. It begins with nothing in its memory. */
  async start(): Promise<Replica> {
    const { world, rows } = this;
    const { token, clock, records, policies } = world;
    const { transactions } = world.stores;
    const counters = await SealedCounters.open(rows.counters, token, transactions);
    const codes = await OneTimeCodes.open(rows.codes, token, clock);
    const refusals = new Refusals(transactions);
    const dispatch = new DispatchCode(codes, counters, token, this.messages, transactions);
    const presence = new PresenceCodes(new UsableCredentials(records, world.algorithms, clock, world.containers), policies, clock);
    return {
      counters,
      codes,
      sendCode: new SendCode(new WantedCodes(world.drafts, records, policies, clock), dispatch, transactions, refusals),
      sendPresenceCode: new SendPresenceCode(presence, dispatch, transactions, refusals),
      present: new PresentEvidence(world.drafts, { ...world.verifiers, ...this.verifiers({ counters, codes }) }, { records, policies }, clock, refusals),
    };
  }

  get messages(): Messages {
    return new Messages(this.sealer, this.courier);
  }

  get notices(): CourierNotices {
    return new CourierNotices(this.messages, this.world.stores.transactions, this.world.clock);
  }

  get makePin(): MakePin {
    return new MakePin(this.world.token);
  }

  get makeTotp(): MakeTotp {
    return new MakeTotp(new TotpSecrets(this.world.token), new OtpauthCodes(), this.world.clock);
  }

  private verifiers({ counters, codes }: Pick<Replica, 'counters' | 'codes'>) {
    const { token, records, stores, authorityKeys } = this.world;
    const tries = new Tries(counters, stores.transactions);
    const secrets = new TypedSecrets(authorityKeys);
    const checkCode = new CheckCode(codes, tries, token, stores.transactions);
    return {
      'one-time-code': new OneTimeCodeEvidence(secrets, checkCode),
      'supervised-code': new SupervisedCodeEvidence(secrets, new Supervisors(records, new FakePasskeyVerifier(), counters), checkCode),
      pin: new PinEvidence(secrets, new CheckPin(token, tries)),
      totp: new TotpEvidence(secrets, new CheckTotp(new TotpSecrets(token), new OtpauthCodes(), counters, tries)),
    };
  }

  // Two who decide, one who stands beside signers.
  private async found(): Promise<void> {
    const one = (id: string, passkey: FakePasskey, duty: 'approver' | 'supervisor'): Quorum['approvers'][number] => ({
      id,
      name: duty === 'supervisor' ? 'Maître Grace Hopper' : 'Somebody',
      duties: [duty],
      passkey: { id: passkey.id, publicKey: passkey.publicKey },
    });
    const { approverId, passkey } = this.supervisor;
    const approvers = [one(approverId, passkey, 'supervisor'), ...[1, 2].map(() => one(newId('apr'), new FakePasskey(), 'approver'))];
    const sealed = await this.world.records.sealNew('quorum', 'quorum', { threshold: 2, approvers });
    await this.world.stores.transactions.run((transaction) => this.world.records.write(transaction, sealed));
  }

  /** A telephone as a means that counts. */
  phone(change: Partial<CodeMeans> = {}): CodeMeans {
    return { kind: 'one-time-code', meansId: newId('mns'), usableFrom: this.moment(), channel: 'sms', address: '+33612345642', ...change };
  }

  /** A signer with every means there is, or with those a test names beside the account. */
  async signer(means?: readonly Means[], binding: Partial<BindingRecord> = {}): Promise<TestSigner> {
    const all = means ?? [this.phone(), await this.pin(), await this.totp()];
    const account = newId('sgn');
    return { ...(await this.world.signer({ binding: { means: [...all, this.world.account(account)], ...binding } })), account };
  }

  async pin(pin = PIN, usableFrom = this.moment()): Promise<Means> {
    return { ...(await this.makePin.run(pin, aPolicy)), usableFrom };
  }

  async totp(): Promise<Means> {
    return { ...(await this.makeTotp.run({ secret: SECRET, code: totpAt(this.world.clock.now()) })).means, usableFrom: this.moment() };
  }

  /** What a person types for a draft, as the page seals it. */
  async typed(draft: Pick<ActivationDraft, 'statement'>, kind: TypedKind, value: string): Promise<Evidence> {
    return { kind, sealed: await sealSecret(this.world.authorityKeys.encryptionKey(), activationChallenge(draft.statement), kind, value) };
  }

  async supervised(draft: Pick<ActivationDraft, 'statement'>, value: string, by = this.supervisor): Promise<Evidence> {
    const challenge = activationChallenge(draft.statement);
    const sealed = await sealSecret(this.world.authorityKeys.encryptionKey(), challenge, 'supervised-code', value);
    return { kind: 'supervised-code', sealed, supervisor: { approverId: by.approverId, assertion: by.passkey.answer(supervisorChallenge(challenge)) } };
  }

  /** Presents evidence; answers the state, or the code it was refused with. */
  present(draft: Pick<ActivationDraft, 'activationId'>, evidence: Evidence, at = this.replica): Promise<string> {
    return at.present.run(draft.activationId, evidence).then(({ state }: EvidenceProgress) => state, codeOf);
  }

  /** Types something and presents it. */
  async type(draft: Pick<ActivationDraft, 'activationId' | 'statement'>, kind: TypedKind, value: string, at = this.replica): Promise<string> {
    return this.present(draft, await this.typed(draft, kind, value), at);
  }

  /** Has a code sent for a draft, and answers it. */
  async code(draft: Pick<ActivationDraft, 'activationId'>, at = this.replica): Promise<string> {
    await at.sendCode.run(draft.activationId);
    return this.courier.code;
  }

  /** What comes of an attempt to sign with this activation: the code it ends with, and how often the token signed for the signer. */
  async sign(
    signer: TestSigner,
    { activationId }: Pick<ActivationDraft, 'activationId'>,
  ): Promise<{ readonly result: string | number; readonly signed: number }> {
    const { world } = this;
    const before = world.token.counters.signCalls;
    const issued = await world.issueSad.run({ activationId, clientId: world.clientId }).catch(codeOf);
    if (typeof issued === 'string') return { result: issued, signed: world.token.counters.signCalls - before };
    // The SAD itself took one.
    const result = await world.signHash.run(world.request(signer, `${SAD_PREFIX}${issued.sad}`)).then((signatures) => signatures.length, codeOf);
    return { result, signed: world.token.counters.signCalls - before - 1 };
  }

  private moment(): string {
    return this.world.clock.now().toISOString();
  }
}

/** A wrong code: the right one, one further. */
export const notThe = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

const codeOf = (error: { code?: string; message?: string }): string => error.code ?? error.message ?? 'unknown';
