import { expect } from '@jest/globals';
import type { TrustRole } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { SoftwareAuthenticator } from '@paraph/testing';
import { randomBytes } from 'node:crypto';
import { MANAGEMENT_ORIGIN, type RunningIdentity } from './running-identity.js';

/** The provider at which operators have their accounts. */
export const ISSUER = 'https://idp.example';
/** Whoever may act before there is any operator. */
export const bootstrap = { by: 'bootstrap' } as const;

export const secret = (): string => toBase64Url(randomBytes(32));
export const digestOf = (text: string): string => toBase64Url(sha256(text));
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
/** A refusal with this code. */
export const code = (expected: string) => ({ code: expected });

/** A person with an account, and with its passkey where it is asked for. */
export interface Person {
  readonly operatorId: string;
  readonly name: string;
  readonly authenticator: SoftwareAuthenticator;
}

type Named = Pick<Person, 'operatorId' | 'name'>;

/** The people who operate the service, with their accounts in a running identity service. */
export class OperatorPeople {
  constructor(private readonly identity: RunningIdentity) {}

  /** Bodies of the events of a type, oldest first. */
  async events(type: string): Promise<Record<string, unknown>[]> {
    const found = await rows<{ body: string }>(this.identity.database, `SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type]);
    return found.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  async invited(name = 'Olivia Ortiz', subject = newId('req')) {
    const { operatorId, invitation } = await this.identity.operators.create({ name, account: { issuer: ISSUER, subject }, ...bootstrap });
    return { operatorId, name, subject, invitation, invitationDigest: digestOf(invitation) };
  }

  async person(name?: string): Promise<Person> {
    const { operatorId, name: given, invitationDigest } = await this.invited(name);
    const authenticator = SoftwareAuthenticator.make({ origin: MANAGEMENT_ORIGIN });
    const { challenge } = await this.identity.operators.openInvitation({ invitationDigest });
    await this.identity.operators.acceptInvitation({ invitationDigest, registration: authenticator.register(bytesOf(challenge)) });
    return { operatorId, name: given, authenticator };
  }

  /** What the SAM says that a quorum decided. */
  decided(act: Record<string, unknown>, { state = 'done', ageSeconds = 0 }: { state?: 'open' | 'done'; ageSeconds?: number } = {}): string {
    const proposalId = newId('prop');
    const iat = Math.floor(Date.now() / 1_000) - ageSeconds;
    const payload = { jti: proposalId, iat, exp: iat + 86_400, act, about: {}, quorumVersion: 1, threshold: 2, approvers: [], nonce: 'n'.repeat(22) };
    const statement = `e30.${toBase64Url(Buffer.from(JSON.stringify(payload)))}.c2ln`;
    this.identity.neighbours.proposals.set(proposalId, { statement, approvals: [], state });
    return proposalId;
  }

  grantOf({ operatorId, name }: Named, role: TrustRole) {
    return { act: 'grant-role', operatorId, operatorName: name, role };
  }

  grant(to: Named, role: TrustRole) {
    return this.identity.roles.grant({ proposalId: this.decided(this.grantOf(to, role)), ...bootstrap });
  }

  /** A sign-in that waits. */
  async begun() {
    const device = secret();
    const { code: shown } = await this.identity.operators.begin({ deviceDigest: digestOf(device) });
    const { challenge } = await this.identity.operators.describe({ code: shown });
    return { device, code: shown, challenge: bytesOf(challenge) };
  }

  async signedIn({ authenticator }: Person): Promise<string> {
    const { device, code: shown, challenge } = await this.begun();
    await this.identity.operators.complete({ code: shown, assertion: authenticator.assert(challenge) });
    const token = secret();
    expect(await this.identity.operators.redeem({ deviceDigest: digestOf(device), tokenDigest: digestOf(token) })).toMatchObject({ state: 'open' });
    return token;
  }

  introspect(token: string) {
    return this.identity.operators.introspect({ tokenDigest: digestOf(token) });
  }
}
