import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../stack/json-file.ts';
import { Management } from './management.ts';
import { sandboxFile } from './sca/sandbox-file.ts';
import { enrol, type Person } from './signer/robot.ts';

const credential = z.object({ credentialId: z.string(), algorithm: z.string() });
const enrolledUser = z.object({ name: z.string(), login: z.string(), signerId: z.string(), credentials: z.array(credential) });

/** What `sandbox.json` holds beyond what an application needs to know. */
export const enrolledSandbox = sandboxFile.extend({ subscriberId: z.string(), users: z.array(enrolledUser) });

/** `<state>/sandbox.json`: the sample application and who can sign with it. */
export type EnrolledSandbox = z.infer<typeof enrolledSandbox>;
type EnrolledUser = z.infer<typeof enrolledUser>;

/** What the enrolment of the test signers needs to know. */
export interface EnrolmentPlan {
  /** The state folder. */
  readonly state: string;
  /** Origin of the management process. */
  readonly managementUrl: string;
  readonly bootstrapToken: string;
  /** Base of the CSC API, as `sandbox.json` tells it to applications. */
  readonly gateway: string;
  /** Where the sample application takes its answers. */
  readonly redirectUri: string;
  /** Issuer of the identity provider that proves the signers. */
  readonly provider: string;
  /** Name of a policy the SAM knows. */
  readonly policyId: string;
  readonly users: readonly TestSigner[];
}

/** A test person with the keys they are to have. */
export interface TestSigner extends Person {
  readonly algorithms: readonly string[];
}

const CLIENT_SECRET_FILE = join('sandbox', 'client-secret');

/**
 * Creates what a sample application needs (subscriber, client, signers, credentials) and walks each enrolment as the
 * signer. Every result is written at once, so a repeat continues where the last one stopped and does nothing twice.
 */
export async function enrolTestSigners(plan: EnrolmentPlan): Promise<EnrolledSandbox> {
  const management = new Management(plan.managementUrl, plan.bootstrapToken);
  const file = join(plan.state, 'sandbox.json');
  let sandbox = enrolledSandbox.safeParse(readJson(file)).data ?? (await registerApplication(management, plan));
  const save = (): void => writeJson(file, sandbox);
  save();
  for (const person of plan.users) {
    const user = sandbox.users.find(({ login }) => login === person.login) ?? (await registerSigner(management, sandbox, person));
    sandbox = { ...sandbox, users: [...sandbox.users.filter((one) => one !== user), user] };
    save();
    for (const algorithm of person.algorithms) {
      if (user.credentials.some((one) => one.algorithm === algorithm)) continue;
      user.credentials.push({ credentialId: await enrolKey(management, plan, { person, signerId: user.signerId, algorithm }), algorithm });
      save();
    }
  }
  return sandbox;
}

/** Certificates of one session that the sample application may ask for by their qualifier. */
const SESSIONS = [
  { signatureQualifier: 'sandbox_one_session', policyId: 'sandbox-one-session', algorithm: 'p256' },
  { signatureQualifier: 'sandbox_one_session_rsa', policyId: 'sandbox-one-session-rsa', algorithm: 'rsa3072' },
];

async function registerApplication(management: Management, plan: EnrolmentPlan): Promise<EnrolledSandbox> {
  const subscriberId = await management.createSubscriber('Sandbox subscriber');
  const settings = { sessions: SESSIONS.map((offer) => ({ ...offer, provider: plan.provider })) };
  const { clientId, clientSecret } = await management.createClient({ subscriberId, name: 'Sample application', redirectUris: [plan.redirectUri], settings });
  mkdirSync(join(plan.state, 'sandbox'), { recursive: true, mode: 0o700 });
  writeFileSync(join(plan.state, CLIENT_SECRET_FILE), `${clientSecret}\n`, { mode: 0o600 });
  return { gateway: plan.gateway, subscriberId, clientId, clientSecretFile: CLIENT_SECRET_FILE, redirectUri: plan.redirectUri, users: [] };
}

async function registerSigner(management: Management, { subscriberId }: EnrolledSandbox, { login, name }: Person): Promise<EnrolledUser> {
  return { name: login, login, signerId: await management.createSigner({ subscriberId, name: name ?? login }), credentials: [] };
}

interface KeyRequest {
  readonly person: Person;
  readonly signerId: string;
  readonly algorithm: string;
}

/** A credential counts once its signer has proved who they are and the certificate is bound; one left before that is never used. */
async function enrolKey(management: Management, { policyId, provider }: EnrolmentPlan, { person, signerId, algorithm }: KeyRequest): Promise<string> {
  const description = `${person.name ?? person.login}, ${algorithm}`;
  const { credentialId, enrolmentUrl } = await management.createCredential({ signerId, algorithm, policyId, provider, description });
  await enrol(enrolmentUrl, person);
  return credentialId;
}
