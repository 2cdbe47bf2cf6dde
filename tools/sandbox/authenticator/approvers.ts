import type { Approver, Quorum } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeptPasskey } from './kept-passkey.ts';

/** One of the sandbox's people who decide or supervise. */
export interface SandboxApprover {
  readonly approverId: string;
  readonly name: string;
  readonly duties: Approver['duties'];
  readonly passkey: KeptPasskey;
}

/** Who decides in the sandbox, two of three; the fourth stands beside signers. */
const PEOPLE: readonly { readonly name: string; readonly duties: Approver['duties'] }[] = [
  { name: 'Sandbox approver 1', duties: ['approver'] },
  { name: 'Sandbox approver 2', duties: ['approver'] },
  { name: 'Sandbox approver 3', duties: ['approver'] },
  { name: 'Sandbox notary', duties: ['supervisor'] },
];
const THRESHOLD = 2;

/** The sandbox's people with passkeys for the approval page of this origin, kept in this folder; the same at every start. */
export function sandboxApprovers(folder: string, origin: string): readonly SandboxApprover[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return PEOPLE.map(({ name, duties }, place) => {
    const stem = join(folder, `approver-${place + 1}`);
    return { approverId: kept(`${stem}.id`, () => newId('apr')), name, duties, passkey: KeptPasskey.open(`${stem}.passkey.json`, { origin }) };
  });
}

/** The file that founds the SAM's quorum (`SAM_QUORUM_FILE`). Written once: afterwards only the quorum changes itself. */
export function quorumFile(folder: string, origin: string): string {
  const approvers = sandboxApprovers(folder, origin).map(({ approverId: id, name, duties, passkey }) => ({
    id,
    name,
    duties,
    passkey: { id: passkey.id, publicKey: passkey.publicKey },
  }));
  const file = join(folder, 'quorum.json');
  kept(file, () => `${JSON.stringify({ threshold: THRESHOLD, approvers } satisfies Quorum, null, 2)}\n`);
  return file;
}

function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
