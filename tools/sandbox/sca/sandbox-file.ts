import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../stack/json-file.ts';
import { StepFailure } from '../../stack/progress.ts';

/** `<state>/sandbox.json`: what the running stack tells applications about itself. More may stand in it. */
export const sandboxFile = z.object({
  /** Base of the CSC API, for instance `http://gateway.localhost:20002/csc/v2`. */
  gateway: z.url(),
  clientId: z.string().min(1),
  /** Absolute, or relative to the state folder. */
  clientSecretFile: z.string().min(1),
  /** Registered for the client, on a port where nothing of the stack listens: `--browser` listens there itself. */
  redirectUri: z.url(),
  users: z
    .array(
      z.object({
        name: z.string().min(1),
        credentials: z.array(z.object({ credentialId: z.string().min(1), algorithm: z.string() })),
      }),
    )
    .min(1),
});

/** The content of `sandbox.json`, as far as applications read it. */
export type SandboxFile = z.infer<typeof sandboxFile>;

/** The sandbox as an application sees it, its secret read. */
export interface Sandbox extends Omit<SandboxFile, 'clientSecretFile'> {
  readonly clientSecret: string;
}

/** Reads what the stack of a state folder wrote. */
export function readSandbox(state: string): Sandbox {
  const file = resolve(state, 'sandbox.json');
  const content = readJson(file);
  if (content === undefined) {
    throw new StepFailure(`${file} is not there`, 'start the stack with `npm start` first, or name its folder with --state');
  }
  const found = sandboxFile.safeParse(content);
  if (!found.success) {
    throw new StepFailure(`${file} is not understood: ${z.prettifyError(found.error)}`, 'start the stack again with `npm start`');
  }
  const { clientSecretFile, ...sandbox } = found.data;
  return { ...sandbox, clientSecret: readFileSync(resolve(state, clientSecretFile), 'utf8').trim() };
}

/** The credential to sign with: the one asked for, or the first of the user. */
export function chooseCredential(sandbox: Sandbox, user: string, credentialId?: string): string {
  const found = sandbox.users.find(({ name }) => name === user);
  const names = sandbox.users.map(({ name }) => name).join(', ');
  if (found === undefined) throw new StepFailure(`there is no user ${user}`, `choose one of ${names} with --user`);
  if (credentialId !== undefined) return credentialId;
  const [first] = found.credentials;
  if (first === undefined) throw new StepFailure(`${user} has no credential`, 'enrol one, or choose another user');
  return first.credentialId;
}
