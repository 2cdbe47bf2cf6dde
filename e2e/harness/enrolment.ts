import { Management } from '../../tools/sandbox/management.ts';
import { enrol, type SigningPerson } from '../../tools/sandbox/signer/robot.ts';
import { Tab } from '../../tools/sandbox/signer/tab.ts';
import { noteSecret } from './secrets-seen.ts';
import { managementToken, origin, sandbox } from './stack.ts';
import type { ClientIdentity } from './application.ts';

export const management = (): Management => new Management(origin('management'), managementToken());

/** A further application of the sample's subscriber, or of a new one. */
export async function anotherApplication(subscriberId?: string): Promise<ClientIdentity> {
  const owner = subscriberId ?? (await management().createSubscriber('Another subscriber'));
  const { redirectUri } = sandbox();
  const client = await management().createClient({ subscriberId: owner, name: 'Another application', redirectUris: [redirectUri] });
  noteSecret(client.clientSecret);
  return { ...client, redirectUri };
}

export interface Enrolment {
  readonly name: string;
  readonly algorithm: string;
  readonly provider: string;
  /** A signer who exists; otherwise a new one is made. */
  readonly signerId?: string;
  readonly policyId?: string;
  /** Who signs in at the sandbox's provider; absent at a provider that asks nobody. */
  readonly person?: SigningPerson;
  /** The one client whose orders activate the key. */
  readonly orderingClientId?: string;
  /** The container its key is made in. */
  readonly containerId?: string;
  /** How the signer walks the enrolment, where the robot does not. */
  readonly walk?: (enrolmentUrl: string) => Promise<void>;
}

/** A new signer of the sample's subscriber with one key, enrolled to the end. */
export async function enrolSigner({
  name,
  algorithm,
  provider,
  policyId = 'sandbox',
  person,
  orderingClientId,
  containerId,
  signerId: existing,
  walk,
}: Enrolment): Promise<{ signerId: string; credentialId: string }> {
  const signerId = existing ?? (await management().createSigner({ subscriberId: sandbox().subscriberId, name }));
  const { credentialId, enrolmentUrl } = await management().createCredential({
    signerId,
    algorithm,
    policyId,
    provider,
    description: `${name}, ${algorithm}`,
    ...(orderingClientId === undefined ? {} : { orderingClientId }),
    ...(containerId === undefined ? {} : { containerId }),
  });
  if (walk) await walk(enrolmentUrl);
  else await enrol(enrolmentUrl, person ?? { login: '', password: '' }, person ? {} : { tab: everywhere() });
  return { signerId, credentialId };
}

/** A tab that loads every page but the application's own. */
export function everywhere(): Tab {
  const application = new URL(sandbox().redirectUri).href;
  return new Tab((url) => !url.href.startsWith(application));
}
