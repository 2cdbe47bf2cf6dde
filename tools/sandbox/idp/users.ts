import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readJsonFile } from './config.ts';

const user = z.object({
  /** Stable identifier towards clients; never reused. */
  sub: z.string().min(1),
  login: z.string().min(1),
  password: z.string().min(8),
  name: z.string().min(1),
  given_name: z.string().min(1),
  family_name: z.string().min(1),
  email: z.email(),
  /** E.164; the sandbox’s phone shows what is sent there. */
  phone_number: z.string().regex(/^\+[1-9]\d{6,14}$/),
  /** ISO 3166-1 alpha-2. */
  country: z.string().length(2).default('FR'),
  /** Of the organisation that the person may act for, and which does not exist either. */
  organization_name: z.string().min(1).default('Atelier Paraph (essai)'),
  /** EN 319 412-1 section 5.1.4. */
  organization_identifier: z.string().min(1).default('NTRFR-000000000'),
});

/** A person of the sandbox. The password stands in clear in the file: these people do not exist. */
export type SandboxUser = z.infer<typeof user>;

/** The users of a file; an empty list is an error, for nobody could sign in. */
export function readUsers(file: string): SandboxUser[] {
  return z.array(user).min(1).parse(readJsonFile(file));
}

/** The user with this login and password, or undefined. */
export function authenticate(users: readonly SandboxUser[], login: string, password: string): SandboxUser | undefined {
  const found = users.find((one) => one.login === login.trim().toLowerCase());
  const matches = timingSafeEqual(digest(found?.password ?? ''), digest(password));
  return found && matches ? found : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
