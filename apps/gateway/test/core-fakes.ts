import type { Provider } from '@nestjs/common';
import { ServiceError, type AuthorisationFacts, type CredentialDescription } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { AuthorisationDirectory } from '../src/domain/authorisation-directory.js';
import { ContainerKeeper } from '../src/domain/container-keeper.js';
import { CredentialKeeper, type HeldCredential } from '../src/domain/credential-keeper.js';
import { Logins, type LoginBy, type OpenedLogin, type Revocation } from '../src/domain/logins.js';
import { Pause } from '../src/domain/pause.js';
import { Timestamps, type Imprint } from '../src/domain/timestamps.js';
import { aCredential, facts } from './people.js';

/** How credentials are authorised: on the approval page, where nothing was put. */
export class FakeAuthorisations extends AuthorisationDirectory {
  readonly known = new Map<string, AuthorisationFacts>();
  readonly asked: (readonly string[])[] = [];
  failure: Error | undefined;

  override async describe(credentialIds: readonly string[]): Promise<ReadonlyMap<string, AuthorisationFacts>> {
    this.asked.push(credentialIds);
    if (this.failure) throw this.failure;
    return new Map(credentialIds.map((id) => [id, this.known.get(id) ?? facts({ credentialId: id })]));
  }
}

/** One account, `u1` with `pw`, and one refresh token, `R`. */
export class FakeLogins extends Logins {
  readonly opened: (LoginBy & { readonly rememberMe: boolean; readonly address: string })[] = [];
  readonly revoked: Revocation[] = [];
  failure: Error | undefined;

  override async open(by: LoginBy, terms: { readonly rememberMe: boolean; readonly address: string }): Promise<OpenedLogin> {
    if (this.failure) throw this.failure;
    this.opened.push({ ...by, ...terms });
    if (by.kind === 'refresh-token' && by.token.reveal() !== 'R') throw new ServiceError('token.unknown', 'none');
    if (by.kind === 'password' && (by.userName !== 'u1' || by.password.reveal() !== 'pw')) throw new ServiceError('login.refused', 'no');
    return { accessToken: new Secret('TL'), ...(terms.rememberMe ? { refreshToken: new Secret('R') } : {}), lifetime: 3_600 };
  }

  override async revoke(revocation: Revocation): Promise<void> {
    if (this.failure) throw this.failure;
    if (revocation.token.reveal() === 'zz') throw new ServiceError('token.unknown', 'none');
    this.revoked.push(revocation);
  }
}

/** A token that is the imprint with its nonce behind it. */
export class FakeTimestamps extends Timestamps {
  readonly imprints: Imprint[] = [];
  failure: Error | undefined;

  override async issue(imprint: Imprint): Promise<Uint8Array> {
    if (this.failure) throw this.failure;
    this.imprints.push(imprint);
    return Uint8Array.of(0x30, ...imprint.hash);
  }
}

/** Gives and takes whatever it is asked to. */
export class FakeKeeper extends CredentialKeeper {
  /** What a claimed credential is. */
  claims = aCredential();
  readonly claimed: HeldCredential[] = [];
  readonly deleted: (HeldCredential & { readonly decision: string })[] = [];
  failure: Error | undefined;

  override async claim(credential: HeldCredential): Promise<CredentialDescription> {
    if (this.failure) throw this.failure;
    this.claimed.push(credential);
    return { ...this.claims, credentialId: credential.credentialId };
  }

  override async delete(credential: HeldCredential, decision: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.deleted.push({ ...credential, decision });
  }
}

/** The container of one client, which stops whenever it says so. */
export class FakeContainers extends ContainerKeeper {
  readonly stopped: { readonly containerId: string; readonly clientId: string; readonly reason: string }[] = [];
  failure: Error | undefined;

  override async suspend(containerId: string, clientId: string, reason: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.stopped.push({ containerId, clientId, reason });
  }
}

/** Time goes by at once. */
export class NoPause extends Pause {
  readonly waited: number[] = [];

  override async wait(milliseconds: number): Promise<void> {
    this.waited.push(milliseconds);
  }
}

/** What stands behind the ports of the core beside the SAM, the tokens and the directory. */
export class CoreFakes {
  readonly authorisations = new FakeAuthorisations();
  readonly logins = new FakeLogins();
  readonly timestamps = new FakeTimestamps();
  readonly keeper = new FakeKeeper();
  readonly containers = new FakeContainers();
  readonly pause = new NoPause();

  get providers(): readonly Provider[] {
    return [
      { provide: AuthorisationDirectory, useValue: this.authorisations },
      { provide: ContainerKeeper, useValue: this.containers },
      { provide: Logins, useValue: this.logins },
      { provide: Timestamps, useValue: this.timestamps },
      { provide: CredentialKeeper, useValue: this.keeper },
      { provide: Pause, useValue: this.pause },
    ];
  }

  reset(): void {
    for (const one of [this.authorisations, this.logins, this.timestamps, this.keeper]) one.failure = undefined;
    const lists = [this.authorisations.asked, this.logins.opened, this.logins.revoked, this.timestamps.imprints, this.keeper.claimed, this.keeper.deleted];
    this.containers.stopped.length = 0;
    this.containers.failure = undefined;
    for (const list of [...lists, this.pause.waited]) list.length = 0;
  }
}
