import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StepFailure } from '../stack/progress.ts';

const client = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});

const user = z.strictObject({
  /** What `userID` names this person by. */
  userID: z.string().optional(),
  /** `sub` of an account token. */
  account: z.string().optional(),
  /** For auth/login. */
  login: z.strictObject({ userName: z.string(), password: z.string() }).optional(),
});

const credential = z.strictObject({
  credentialID: z.string().min(1),
  PIN: z.string().optional(),
  /** Signatures that one authorisation may cover. */
  multisign: z.number().int().optional(),
  /** Wrong PINs after which it is locked, at most. */
  wrongTries: z.number().int().optional(),
  /** Seconds for which its SAD is good, where that is short enough to wait for. */
  sadSeconds: z.number().int().optional(),
  /** When its certificate ends, where that is soon (ISO 8601). */
  expiresAt: z.string().optional(),
});

/** Names of the people, clients and credentials that statements speak of. */
export const fixtures = z.strictObject({
  /** Registered for all clients; nobody has to listen there. */
  redirectUri: z.url(),
  clients: z.strictObject({
    A: client,
    /** Another client, to whom nothing of A's belongs. */
    B: client.optional(),
    /** One whose service tokens end soon. */
    SHORT: client.extend({ tokenSeconds: z.number().int() }).optional(),
  }),
  users: z.strictObject({ U1: user, U2: user.optional() }),
  credentials: z.strictObject({
    RSA1: credential.optional(),
    RSA2: credential.optional(),
    IMP: credential.optional(),
    OAU: credential.optional(),
    EC: credential.optional(),
    DIS: credential.optional(),
    EXP: credential.optional(),
    LOCK: credential.optional(),
    /** By PIN, with a SAD that ends soon. */
    BRIEF: credential.optional(),
    U2C: credential.optional(),
  }),
  /** What client A may have made by credentials/create. */
  creation: z.strictObject({ certificatePolicy: z.string() }).optional(),
  lifetimes: z.strictObject({ codeSeconds: z.number().int().optional(), requestUriSeconds: z.number().int().optional() }).default({}),
  /** Who does what only a person can: the sandbox's robot, or a program. */
  hook: z.union([z.strictObject({ sandbox: z.string() }), z.strictObject({ command: z.array(z.string()).min(1) })]).optional(),
});

/** What the suite is told about the service under test, by the names of its statements. */
export type Fixtures = z.output<typeof fixtures>;
export type CredentialName = keyof Fixtures['credentials'];
export type ClientName = keyof Fixtures['clients'];
export type UserName = keyof Fixtures['users'];
export type CredentialFixture = z.output<typeof credential>;

/** Reads a fixtures file. */
export function readFixtures(file: string): Fixtures {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StepFailure(`${file} cannot be read`, 'see tools/conformance/README.md for what stands in it', { cause });
  }
  const found = fixtures.safeParse(content);
  if (!found.success) throw new StepFailure(`${file} is not understood: ${z.prettifyError(found.error)}`, 'see tools/conformance/README.md');
  return found.data;
}
