import { ServiceError, type ErrorCode } from '@paraph/contracts';
import type { AskRevocation } from './ask-revocation.js';
import { move, type Credential } from './credential.js';
import { Overtaken, type CredentialStore, type Holder } from './credential-store.js';
import { isDescribable } from './description.js';
import { destroyed } from './lifecycle-events.js';
import type { SignatureModule } from './signature-module.js';

/** How often what the SAM did is written down again when something else was written first. */
const TRIES = 5;

/** The SAM's plain no. After anything else it may have destroyed the key, and is asked again. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'credential.unknown',
  'credential.state',
  'change.unknown',
  'change.state',
  'change.expired',
  'record.tampered',
]);

/** Destroys a credential by its signer's decision. The SAM judges the decision and destroys the key; this record follows. */
export class DeleteCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
    private readonly revocation: AskRevocation,
  ) {}

  /** @throws ServiceError `credential.unknown`, also for somebody else's and for one that is destroyed; `change.*`, `credential.state`, `hsm.unavailable`, … */
  async run(credentialId: string, { subscriberId, signerId }: Holder, changeId: string): Promise<void> {
    const found = await this.store.find(credentialId);
    const isTheirs = found?.subscriberId === subscriberId && found.signerId === signerId;
    if (found === undefined || !isTheirs || !isDescribable(found)) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    // Written down first: if this process ends before the SAM's answer is, the sweep asks again.
    await this.carryOut(await this.store.save({ ...found, deletionChangeId: changeId }).catch(overtaken));
  }

  /** Destroys a credential whose decision was written down. @throws as `run` */
  async carryOut(credential: Credential): Promise<void> {
    const { credentialId, deletionChangeId = '' } = credential;
    try {
      await this.sam.destroyByDecision(credentialId, deletionChangeId);
    } catch (failure) {
      if (failure instanceof ServiceError && refusals.has(failure.code)) await this.forget(credential);
      throw failure;
    }
    await this.follow(credential);
  }

  private async follow(credential: Credential): Promise<void> {
    let current = credential;
    for (let attempt = 1; current.state !== 'destroyed'; attempt += 1) {
      const gone = move(
        { ...current, deletionChangeId: credential.deletionChangeId },
        { to: 'destroyed', by: 'module' },
        { revocationDue: 'cessationOfOperation' },
      );
      try {
        return await this.revocation.ask(await this.store.save(gone, destroyed(gone)));
      } catch (failure) {
        if (!(failure instanceof Overtaken) || attempt === TRIES) throw failure;
        current = (await this.store.find(credential.credentialId)) ?? current;
      }
    }
  }

  /** The SAM refused: nothing is to be carried out. */
  private async forget({ deletionChangeId: _refused, ...credential }: Credential): Promise<void> {
    await this.store.save(credential).catch((failure: unknown) => {
      if (!(failure instanceof Overtaken)) throw failure;
    });
  }
}

function overtaken(failure: unknown): never {
  throw failure instanceof Overtaken ? new ServiceError('credential.state', 'the credential was changed at this moment') : failure;
}
