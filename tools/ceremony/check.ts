import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { approvalText, isSigned } from './people.ts';
import { digestOf } from './programs.ts';
import { planOf, stepCode, type Plan } from './script.ts';
import { TRANSCRIPT_TYPE } from './sign-transcript.ts';
import { chained, textOf, type Entry } from './transcript.ts';

const content = z.object({
  kind: z.literal('paraph-ceremony-transcript-1'),
  ceremonyId: z.string(),
  plan: z.object({ script: z.unknown(), values: z.record(z.string(), z.string()), digest: z.string() }),
  entries: z.array(z.unknown()),
});
const header = z.object({ alg: z.literal('ES256'), typ: z.literal(TRANSCRIPT_TYPE), x5c: z.tuple([z.base64()]) });
const payload = z.object({ iss: z.string(), copyFor: z.string().optional(), sha256: z.string(), transcript: z.unknown() });

/** What a folder of a ceremony proves by itself. */
export interface Checked {
  readonly ceremonyId: string;
  readonly digest: string;
  /** SHA-256 of the certificate that signed it. */
  readonly certificate: string;
  readonly entries: number;
  readonly people: readonly string[];
}

/**
 * Checks a signed transcript without the token: one chain of entries, each step of the plan approved by as many different people as it asks for
 * and done after that, signed by the key whose certificate names it. Whether that key was the token's says `ceremony.js check-transcript`.
 *
 * @throws Error naming what does not hold
 */
export function checkFolder(folder: string): Checked {
  const text = readFileSync(join(folder, 'transcript.json'), 'utf8');
  const digest = digestOf(text);
  const { ceremonyId, plan, entries: raw } = content.parse(JSON.parse(text));
  const certificate = mustBeSigned(readFileSync(join(folder, 'transcript.jws'), 'utf8').trim(), { digest, ceremonyId, text });
  const entries = chained(raw);
  mustFollow(plan, entries);
  const people = entries.filter(({ kind }) => kind === 'person').map(({ about }) => `${textOf(about, 'name')} (${textOf(about, 'role')})`);
  return { ceremonyId, digest, certificate, entries: entries.length, people };
}

function mustBeSigned(jws: string, { digest, ceremonyId, text }: { digest: string; ceremonyId: string; text: string }): string {
  const [head = '', body = '', signature = ''] = jws.split('.');
  const [certified] = header.parse(JSON.parse(Buffer.from(head, 'base64url').toString())).x5c;
  const certificate = new X509Certificate(Buffer.from(certified, 'base64'));
  const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')))
    throw new Error('the signature of the transcript does not verify');
  if (!certificate.verify(certificate.publicKey)) throw new Error('the certificate is not signed by its own key');
  const said = payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  const isSame = said.sha256 === digest && said.iss === ceremonyId && JSON.stringify(said.transcript) === JSON.stringify(JSON.parse(text));
  if (!isSame || !certificate.subject.includes(`serialNumber=${digest}`)) throw new Error('what is signed is another transcript');
  return digestOf(certificate.raw);
}

/** What the entries say was done is what the plan asks for. */
function mustFollow({ script, values, digest }: z.output<typeof content>['plan'], entries: readonly Entry[]): void {
  const plan: Plan = planOf(JSON.stringify(script), values);
  const [first] = entries;
  if (plan.digest !== digest || first?.kind !== 'begun' || first.about['plan'] !== digest) throw new Error('the plan is not the one that was held');
  const keys = new Map(entries.filter(({ kind }) => kind === 'person').map(({ about }) => [about['name'], about]));
  for (const step of plan.script.steps) {
    const done = entries.findIndex(({ kind, about }) => kind === 'step-done' && about['step'] === step.id);
    const begun = entries.findLastIndex(({ kind, about }, index) => index < done && kind === 'step' && about['step'] === step.id);
    const between = entries.slice(begun + 1, done);
    const approvals = between
      .filter(({ kind, about }) => kind === 'approved' && about['step'] === step.id)
      .filter(({ about }) => {
        const { name, role, how } = about;
        const person = keys.get(name);
        if (person?.['role'] !== role) return false;
        if (how === 'code') return person?.['key'] === undefined && about['code'] === stepCode(plan, step.id);
        const key = person?.['key'];
        const text = approvalText(textOf(first.about, 'ceremonyId'), plan, step, textOf(about, 'name'));
        return (
          typeof key === 'string' &&
          isSigned(text, createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(), Buffer.from(textOf(about, 'signature'), 'base64'))
        );
      });
    const roles = approvals.map(({ about }) => textOf(about, 'role')).toSorted();
    const names = new Set(approvals.map(({ about }) => about['name']));
    if (done < 0 || names.size !== step.approvedBy.length || roles.join() !== step.approvedBy.toSorted().join())
      throw new Error(`step ${step.id} is not done by whom the plan asks for`);
    const ran = between.filter(({ kind }) => kind === 'command-ended').at(-1);
    if (step.command && ran?.about['exit'] !== 0) throw new Error(`the command of step ${step.id} did not succeed`);
  }
  if (entries.at(-1)?.kind !== 'ended') throw new Error('the ceremony did not come to its end');
}
