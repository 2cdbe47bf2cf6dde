import type { AuthorisationFacts, ClientWord, CredentialDescription } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import type { CredentialBearer, ServiceBearer } from '../src/domain/bearer.js';

const id = (prefix: string, letter: string): string => `${prefix}_${letter.repeat(22)}`;

export const subscriber = id('sub', 'S');
export const otherSubscriber = id('sub', 'O');
export const client = id('cli', 'C');
export const otherClient = id('cli', 'D');
export const alice = id('sgn', 'A');
export const bob = id('sgn', 'B');
export const stranger = id('sgn', 'Z');
export const aliceEc = id('cred', 'a');
export const aliceRsa = id('cred', 'r');
export const bobEc = id('cred', 'b');

/** A credential; each test says what it is about. */
export function aCredential(change: Partial<CredentialDescription> = {}): CredentialDescription {
  return {
    credentialId: aliceEc,
    signerId: alice,
    subscriberId: subscriber,
    state: 'active',
    algorithm: 'p256',
    certificates: ['MAA='],
    validFrom: '2027-01-01T00:00:00.000Z',
    validTo: '2029-01-01T00:00:00.000Z',
    multisign: 100,
    description: 'Alice',
    ...change,
  };
}

/** How a credential is authorised: on the approval page, unless a test says otherwise. */
export function facts(change: Partial<AuthorisationFacts> = {}): AuthorisationFacts {
  return { credentialId: aliceEc, scal: '2', mayDefer: false, byPage: true, explicit: [], byLink: false, ...change };
}

/** A client as the operator registers most: strict, in no browser, with room for a test. */
export function aClient(change: Partial<ClientWord> = {}): ClientWord {
  return {
    profile: 'strict',
    browserOrigins: [],
    responseUris: [],
    limits: { requestsPerMinute: 1_000_000, bodyBytes: 100_000, hashesPerCall: 400 },
    ...change,
  };
}

/** A person's service token. */
export function personBearer(change: Partial<ServiceBearer> = {}): ServiceBearer {
  return { scope: 'service', clientId: client, client: aClient(), subscriberId: subscriber, signerId: alice, ...change };
}

/** A client's own service token. */
export function clientBearer(change: Partial<ServiceBearer> = {}): ServiceBearer {
  return { scope: 'service', clientId: client, client: aClient(), subscriberId: subscriber, ...change };
}

/** A credential token. */
export function credentialBearer(token: string, change: Partial<CredentialBearer> = {}): CredentialBearer {
  return {
    scope: 'credential',
    clientId: client,
    client: aClient(),
    subscriberId: subscriber,
    signerId: alice,
    credentialId: aliceEc,
    token: new Secret(token),
    ...change,
  };
}
