import { SoftwareAuthenticator } from '@paraph/testing';
import { Management } from '../sandbox/management.ts';
import { readPeople } from '../sandbox/signer/people.ts';
import { enrol } from '../sandbox/signer/robot.ts';
import type { BenchAlgorithm } from './bench-options.ts';
import type { BenchStack } from './bench-stack.ts';

/** The application that has everything signed. */
export interface BenchClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscriberId: string;
  readonly redirectUri: string;
}

/** A key with the passkey that activates it. */
export interface BenchCredential {
  readonly credentialId: string;
  readonly signerId: string;
  readonly algorithm: BenchAlgorithm;
  readonly passkey: SoftwareAuthenticator;
}

/** Signs on a passkey alone, without asking a provider. */
const POLICY = 'sandbox-passkey';

/** Registers an application, as an operator would. */
export async function registerClient(bench: BenchStack, more: object = {}): Promise<BenchClient> {
  const management = managementOf(bench);
  const subscriberId = await management.createSubscriber('Bench');
  const redirectUri = `${bench.origin('application')}/callback`;
  // Limits on how often one client may ask would be what is measured.
  const settings = { limits: { requestsPerMinute: 1_000_000 }, ...more };
  return { ...(await management.createClient({ subscriberId, name: 'Bench', redirectUris: [redirectUri], settings })), subscriberId, redirectUri };
}

/** Enrols a person with so many keys of one kind; each enrolment is walked to its end, as a person would. */
export async function enrolCredentials(bench: BenchStack, client: BenchClient, algorithm: BenchAlgorithm, count: number): Promise<BenchCredential[]> {
  const management = managementOf(bench);
  const [person] = readPeople(bench.stack.state.root);
  if (!person) throw new Error('the sandbox has nobody who could sign');
  const signerId = await management.createSigner({ subscriberId: client.subscriberId, name: `Bench ${algorithm}` });
  const credentials: BenchCredential[] = [];
  for (let made = 0; made < count; made += 1) {
    // One that may be copied counts 0 for ever: several assertions at a time come in any order.
    const passkey = SoftwareAuthenticator.make({ origin: bench.origin('approval'), backupEligible: true });
    const request = { signerId, algorithm, policyId: POLICY, provider: bench.origin('idp'), description: `Bench ${algorithm} ${made}` };
    const { credentialId, enrolmentUrl } = await management.createCredential(request);
    await enrol(enrolmentUrl, { ...person, passkey });
    credentials.push({ credentialId, signerId, algorithm, passkey });
  }
  return credentials;
}

function managementOf(bench: BenchStack): Management {
  return new Management(bench.origin('management'), bench.secrets.read('management.token'));
}
