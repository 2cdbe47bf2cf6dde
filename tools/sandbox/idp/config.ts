import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How a client proves itself at the token endpoint; keys and secrets are files, read anew at each use. */
const authentication = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('private_key_jwt'), keysFile: z.string() }),
  z.strictObject({ method: z.literal('client_secret_basic'), secretFile: z.string() }),
]);

const client = z.strictObject({
  clientId: z.string().min(1),
  /** As the login page names it. */
  name: z.string().min(1),
  /** What a login is for; the page says it, so that nobody confirms a signature believing to open an account page. */
  purpose: z.enum(['signing', 'login']),
  redirectUris: z.array(z.url()).min(1),
  authentication,
});
export type ClientSettings = z.infer<typeof client>;

const configuration = z.strictObject({
  port: z.int().min(0).max(65_535),
  issuer: z.url(),
  /** PEM files, where it speaks https. */
  tls: z.strictObject({ certificateFile: z.string(), keyFile: z.string() }).optional(),
  /** Private JWK (EC, P-256, with `kid`) that ID tokens are signed with; a file, so that the SAM can pin its public part. */
  signingKeyFile: z.string(),
  usersFile: z.string(),
  clients: z.array(client).min(1),
});
export type Configuration = z.infer<typeof configuration>;

/** Reads and checks a configuration file. */
export function readConfiguration(file: string): Configuration {
  return configuration.parse(readJsonFile(file));
}

/** The content of a JSON file. */
export function readJsonFile(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
