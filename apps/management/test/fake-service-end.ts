import { ServiceEnd } from '../src/domain/service-end.js';

const BACKUPS_UNTIL = '2027-04-05T09:00:00.000Z';

/** A service that goes on, with a little in it. */
export class FakeServiceEnd extends ServiceEnd {
  override ofTrust(): ReturnType<ServiceEnd['ofTrust']> {
    return Promise.resolve({
      state: 'serving',
      counts: { credentials: { active: 3, destroyed: 1 }, containers: 1, keys: 3, certificates: 2, elsewhere: 1, activations: 4 },
      authority: { subject: 'CN=Issuing', fingerprint: 'ab'.repeat(32), validTo: '2030-03-01T09:00:00.000Z' },
      backupsUntil: BACKUPS_UNTIL,
    });
  }

  override ofCredentials(): ReturnType<ServiceEnd['ofCredentials']> {
    return Promise.resolve({ states: [{ state: 'active', count: 3 }], subscribers: 2, signers: 3 });
  }
}
