import { Secret } from '@paraph/kernel';
import { certificatePair } from './certificate-builder.js';
import { HttpGateway } from './http-gateway.js';
import { aCredential, alice, aliceEc, aliceRsa, bob, bobEc, clientBearer, credentialBearer, facts, personBearer, subscriber } from './people.js';

/** Alice's credentials by how they are authorised. */
export const ids = { pin: `cred_${'p'.repeat(22)}`, both: aliceEc, link: `cred_${'l'.repeat(22)}`, page: aliceRsa, totp: `cred_${'t'.repeat(22)}` };

/** A gateway with them, one of Bob's, and tokens: `T` of Alice, `TC` of the client, `K` for one credential. */
export async function gatewayOfV1(): Promise<HttpGateway> {
  const gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  const certificates = await certificatePair([{ C: ['FR'] }, { O: ['Example'] }, { CN: ['Alice'] }]);
  gateway.directory.credentials.push(
    ...Object.values(ids).map((credentialId) => aCredential({ credentialId, certificates, multisign: 3 })),
    aCredential({ credentialId: bobEc, signerId: bob, certificates }),
  );
  gateway.signers.subscribers.set(alice, subscriber).set(bob, subscriber);
  const authorisations = gateway.core.authorisations.known;
  const message = { channel: 'sms' as const, hint: '••12' };
  authorisations.set(ids.pin, facts({ credentialId: ids.pin, scal: '1', explicit: [['PIN']] }));
  authorisations.set(ids.both, facts({ credentialId: ids.both, explicit: [['PIN', 'OTP']], message, signatureQualifier: 'eu_eidas_aes' }));
  authorisations.set(ids.link, facts({ credentialId: ids.link, byPage: false, byLink: true, message }));
  authorisations.set(ids.totp, facts({ credentialId: ids.totp, explicit: [['TOTP'], ['PIN', 'TOTP'], ['ORDER']] }));
  return gateway;
}

/** Before each test: nothing asked, and a SAD to come that is good for five minutes. */
export function again(gateway: HttpGateway): void {
  gateway.reset();
  gateway.sam.issued = { state: 'authorised', token: new Secret('sad_a.b.c'), expiresAt: new Date(Date.now() + 300_000) };
}
