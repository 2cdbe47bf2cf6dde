import type { EvidenceKind } from '@paraph/contracts';
import { fromBase64Url, supervisorChallenge } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { toBase32 } from '../../../apps/approval/src/page/sealed/base32.js';
import { totp } from '../../../apps/approval/src/page/sealed/totp.js';
import { sealTyped } from '../../../apps/approval/src/page/sealed/typed-secret.js';
import type { ShownRequest } from './approval-page.ts';
import { canGive, type SigningPerson } from './means.ts';

/** The order in which kinds are given: what cannot be guessed first, as the SAM wants it. */
const ORDER: readonly EvidenceKind[] = ['passkey', 'oidc', 'one-time-code', 'supervised-code', 'totp', 'pin'];

/** What is carried to identity (the page's `Act`). */
export type Act = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What the person does next on the page that is shown. */
export async function nextAct(shown: ShownRequest, person: SigningPerson): Promise<Act> {
  switch (shown.verified.kind) {
    case 'enrolment':
      return register(shown, person, shown.verified.statement.register);
    case 'proposal':
      return { kind: 'evidence', evidence: passkey(shown, person) };
    case 'change': {
      const { change } = shown.verified.statement;
      if (change.act === 'add-means' && shown.hints.offered === undefined) return register(shown, person, [change.kind]);
      return evidence(shown, person);
    }
    case 'activation':
      return evidence(shown, person);
  }
}

async function evidence(shown: ShownRequest, person: SigningPerson): Promise<Act> {
  const kind = nextKind(shown, person);
  if (kind === 'oidc') return { kind: 'begin', means: 'oidc' };
  if (kind === 'passkey') return { kind: 'evidence', evidence: passkey(shown, person) };
  const isCode = kind === 'one-time-code' || kind === 'supervised-code';
  if (isCode && shown.hints.sent === undefined) return { kind: 'begin', means: kind };
  const sealed = await seal(shown, kind, await typed(kind, person));
  if (kind !== 'supervised-code') return { kind: 'evidence', evidence: { kind, sealed } };
  const { supervisor } = person;
  if (!supervisor) throw new Error('nobody supervises');
  const assertion = supervisor.passkey.assert(supervisorChallenge(bytes(shown.evidenceChallenge)));
  return { kind: 'evidence', evidence: { kind, sealed, supervisor: { approverId: supervisor.approverId, assertion } } };
}

function nextKind({ verified, hints }: ShownRequest, person: SigningPerson): EvidenceKind {
  if (verified.kind !== 'activation' && verified.kind !== 'change') throw new Error(`a ${verified.kind} asks for no evidence`);
  const given: readonly string[] = hints.given;
  const alternatives: readonly (readonly EvidenceKind[])[] = verified.statement.evidence;
  const wanted = person.choose && [...person.choose].sort().join();
  const chosen = alternatives.find((kinds) => (wanted ? [...kinds].sort().join() === wanted : kinds.every((kind) => canGive(person, kind))));
  const missing = ORDER.find((kind) => chosen?.includes(kind) && !given.includes(kind));
  if (!missing) throw new Error(`the page asks for ${alternatives.map((kinds) => kinds.join(' and ')).join(' or ')}, which this person does not give`);
  return missing;
}

function passkey(shown: ShownRequest, { passkey: held }: SigningPerson): Act {
  if (!held) throw new Error('this person has no passkey');
  return { kind: 'passkey', assertion: held.assert(bytes(shown.evidenceChallenge)) };
}

async function register(shown: ShownRequest, person: SigningPerson, kinds: readonly string[]): Promise<Act> {
  if (kinds.length === 0) return { kind: 'accept' };
  const made = await Promise.all(kinds.map((kind) => registration(shown, person, kind)));
  return { kind: 'register', registrations: JSON.stringify(made) };
}

async function registration(shown: ShownRequest, person: SigningPerson, kind: string): Promise<unknown> {
  const { challenge } = shown.verified;
  if (kind === 'passkey' && person.passkey) return person.passkey.register(bytes(challenge));
  if (kind === 'pin' && person.pin !== undefined) return { kind, sealed: await seal(shown, 'pin', person.pin, challenge) };
  if (kind === 'totp') {
    const secret = (person.totpSecret ??= toBase32(new Uint8Array(randomBytes(20))));
    const code = await nextTotp(person, secret);
    return { kind, secret: await seal(shown, 'totp-secret', secret, challenge), code: await seal(shown, 'totp', code, challenge) };
  }
  throw new Error(`this person has no ${kind} to register`);
}

async function typed(kind: EvidenceKind, person: SigningPerson): Promise<string> {
  if (kind === 'pin' && person.pin !== undefined) return person.pin;
  if (kind === 'totp' && person.totpSecret !== undefined) return nextTotp(person, person.totpSecret);
  if (person.readCode) return person.readCode();
  throw new Error(`this person has no ${kind} to type`);
}

/** A code of a step that was not used yet. The SAM takes one step ahead, so that a person in a hurry seldom waits. */
async function nextTotp(person: SigningPerson, secret: string): Promise<string> {
  const now = (): number => Math.floor(Date.now() / 30_000);
  const step = Math.max(now(), (person.totpStep ?? 0) + 1);
  person.totpStep = step;
  while (step > now() + 1) await new Promise((done) => setTimeout(done, 500));
  return totp(secret, step);
}

type TypedKind = Parameters<typeof sealTyped>[1]['kind'];

function seal({ verified, evidenceChallenge }: ShownRequest, kind: EvidenceKind | TypedKind, value: string, challenge = evidenceChallenge): Promise<string> {
  if (verified.kind === 'proposal' || kind === 'passkey' || kind === 'oidc' || kind === 'order') throw new Error(`${kind} is not typed`);
  return sealTyped(verified.statement.encryptionKey, { challenge, kind, value });
}

function bytes(challenge: string): Uint8Array {
  const found = fromBase64Url(challenge);
  if (!found) throw new Error('the page computed no challenge');
  return found;
}
