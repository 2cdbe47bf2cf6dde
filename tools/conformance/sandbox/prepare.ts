import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { enrolledSandbox, type EnrolledSandbox } from '../../sandbox/enrol.ts';
import { readUsers, type SandboxUser } from '../../sandbox/idp/users.ts';
import { Management } from '../../sandbox/management.ts';
import { enrol, type SigningPerson } from '../../sandbox/signer/robot.ts';
import { trustStack } from '../../stack/edge-certificates.ts';
import { readJson, writeJson } from '../../stack/json-file.ts';
import { StepFailure } from '../../stack/progress.ts';
import { runningStack } from '../../stack/stack-file.ts';
import { StateFolder } from '../../stack/state.ts';
import { readFileSync } from 'node:fs';
import { fixtures as fixturesFile, type CredentialFixture, type CredentialName, type Fixtures } from '../fixtures.ts';
import { SandboxHook } from '../hooks/sandbox-hook.ts';
import { isUsable } from './still-usable.ts';

/** A running stack, ready for the suite. */
export interface Prepared {
  readonly gateway: string;
  readonly fixtures: Fixtures;
  readonly hook: SandboxHook;
}

/** How each credential is made; those that are not here exist with the stack. */
const recipes: Readonly<
  Partial<Record<CredentialName, { readonly policyId: string; readonly algorithm: string; readonly facts?: Partial<CredentialFixture> }>>
> = {
  // First, so that its certificate is over while the others are made.
  EXP: { policyId: 'sandbox-lapsed', algorithm: 'p256' },
  RSA1: { policyId: 'sandbox-pin', algorithm: 'rsa3072', facts: { multisign: 3 } },
  RSA2: { policyId: 'sandbox-pin-code', algorithm: 'rsa3072', facts: { multisign: 5 } },
  IMP: { policyId: 'sandbox-link', algorithm: 'p256' },
  OAU: { policyId: 'sandbox-counted-page', algorithm: 'rsa3072', facts: { multisign: 5 } },
  DIS: { policyId: 'sandbox-pin', algorithm: 'p256' },
  LOCK: { policyId: 'sandbox-pin', algorithm: 'p256', facts: { wrongTries: 3 } },
  BRIEF: { policyId: 'sandbox-pin-brief', algorithm: 'p256', facts: { sadSeconds: 6 } },
};
const CERTIFICATE_POLICY = '2.999.1.1';
const CODE_SECONDS = 60;
/** Seconds of the certificate of `sandbox-lapsed`. */
const LAPSED_SECONDS = 45;

/** Makes what the suite needs on a running stack, and keeps what an earlier run made as long as it works. */
export async function prepareSandbox(state: string): Promise<Prepared> {
  trustStack(state);
  const folder = new StateFolder(state);
  const { urls } = runningStack(folder) ?? notRunning(state);
  const url = (name: string): string => urls[name] ?? notRunning(state);
  const sandbox = enrolledSandbox.parse(readJson(join(state, 'sandbox.json')));
  const management = new Management(url('management'), readFileSync(join(state, 'secrets', 'management.token'), 'utf8').trim());
  const [u1, u2] = ['alice', 'bob'].map((login) => personOf(state, login));
  if (!u1 || !u2) throw new Error('the sandbox has two people');
  const file = join(state, 'conformance.json');
  const known = fixturesFile.safeParse(readJson(file)).data;

  let made: Fixtures = known ?? (await register(management, sandbox, url('idp')));
  const PIN = made.credentials.RSA1?.PIN ?? String(randomInt(100_000, 999_999));
  const save = (): void => writeJson(file, made);
  save();
  if (!made.users.U1.login) {
    made = { ...made, users: { ...made.users, U1: { ...made.users.U1, login: await openLogin(management, made) } } };
    save();
  }
  const maker = { management, sandbox, provider: url('idp'), person: { ...u1, pin: PIN } };
  for (const [name, recipe] of Object.entries(recipes) as [CredentialName, NonNullable<(typeof recipes)[CredentialName]>][]) {
    const before = made.credentials[name];
    if (before && (await isUsable(name, { gateway: url('gateway'), fixtures: made, credential: before }))) continue;
    const credential = { ...(await make(maker, name, recipe)), ...(recipe.policyId.includes('pin') ? { PIN } : {}), ...recipe.facts };
    made = { ...made, credentials: { ...made.credentials, [name]: credential } };
    save();
  }
  const hook = new SandboxHook({ U1: { ...u1, pin: PIN }, U2: u2 }, { identity: url('identity'), sandbox: url('start') });
  await hook.start();
  return { gateway: url('gateway'), fixtures: made, hook };
}

/** Clients and logins; their secrets are told once. */
async function register(management: Management, sandbox: EnrolledSandbox, provider: string): Promise<Fixtures> {
  const { subscriberId, redirectUri } = sandbox;
  const client = async (name: string, settings: object): Promise<{ clientId: string; clientSecret: string }> => {
    const body = { subscriberId, name, redirectUris: [redirectUri], authentication: { method: 'client_secret' }, settings };
    const { clientId, clientSecret } = await management.act('clients', body);
    return { clientId: String(clientId), clientSecret: String(clientSecret) };
  };
  const limits = { requestsPerMinute: 1_000_000 };
  const creation = [{ certificatePolicy: CERTIFICATE_POLICY, policyId: 'sandbox', algorithm: 'p256', provider }];
  const A = await client('Conformance suite', { limits, creation });
  const B = await client('Conformance suite, another', { limits });
  const SHORT = { ...(await client('Conformance suite, short', { limits, serviceTokenSeconds: 2 })), tokenSeconds: 2 };
  const signerOf = (login: string) => sandbox.users.find((user) => user.login === login) ?? notEnrolled(login);
  const [alice, bob] = [signerOf('alice'), signerOf('bob')];
  return {
    redirectUri,
    clients: { A, B, SHORT },
    users: {
      U1: { userID: alice.signerId, account: alice.signerId },
      U2: { userID: bob.signerId, account: bob.signerId },
    },
    credentials: {
      EC: { credentialID: alice.credentials.find(({ algorithm }) => algorithm === 'p256')?.credentialId ?? notEnrolled('alice') },
      U2C: { credentialID: bob.credentials[0]?.credentialId ?? notEnrolled('bob') },
    },
    creation: { certificatePolicy: CERTIFICATE_POLICY },
    lifetimes: { codeSeconds: CODE_SECONDS },
    hook: { sandbox: '.' },
  };
}

/** A user name for U1 at client A, with the password that is told once. */
async function openLogin(management: Management, { clients: { A }, users: { U1 } }: Fixtures): Promise<{ userName: string; password: string }> {
  const userName = `alice-${A.clientId.slice(-8)}`;
  const { password } = await management.act('logins', { clientId: A.clientId, signerId: U1.userID, userName });
  return { userName, password: String(password) };
}

interface Maker {
  readonly management: Management;
  readonly sandbox: EnrolledSandbox;
  readonly provider: string;
  readonly person: SigningPerson;
}

/** A new credential of U1, enrolled to its end. */
async function make(
  { management, sandbox, provider, person }: Maker,
  name: CredentialName,
  { policyId, algorithm }: { readonly policyId: string; readonly algorithm: string },
): Promise<CredentialFixture> {
  const signerId = sandbox.users.find(({ login }) => login === person.login)?.signerId ?? notEnrolled(person.login);
  const description = `Conformance ${name}`;
  const { credentialId, enrolmentUrl } = await management.createCredential({ signerId, algorithm, policyId, provider, description });
  await enrol(enrolmentUrl, person);
  if (name === 'DIS') await management.act(`credentials/${credentialId}/suspension`, { reason: 'conformance suite' });
  const expiresAt = new Date(Date.now() + LAPSED_SECONDS * 1_000).toISOString();
  return { credentialID: credentialId, ...(name === 'EXP' ? { expiresAt } : {}) };
}

function personOf(state: string, login: string): SigningPerson {
  const found: SandboxUser | undefined = readUsers(join(state, 'sandbox', 'users.json')).find((user) => user.login === login);
  if (!found) return notEnrolled(login);
  return { name: found.name, login, password: found.password };
}

function notRunning(state: string): never {
  throw new StepFailure(`no stack runs on ${state}`, 'start one with `npm start`, or name its folder with --state');
}

function notEnrolled(login: string): never {
  throw new StepFailure(`${login} is not enrolled`, 'start the stack without --no-demo');
}
