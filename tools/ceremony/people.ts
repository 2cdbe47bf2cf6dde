import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Conversation } from './conversation.ts';
import { isSameCode, stepCode, type Plan, type Step } from './script.ts';
import { textOf, type Transcript } from './transcript.ts';

/** Somebody in the room. */
export interface Person {
  readonly name: string;
  readonly role: string;
  /** Public key (PEM) of whoever approves by signing, with a key that never comes near this machine. */
  readonly key?: string;
}

/** Somebody said no, or asked for a break. */
export class Interrupted extends Error {}

/** Everybody whom the script wants, as they were written down; asks for those who are missing. */
export async function gather(plan: Plan, transcript: Transcript, conversation: Conversation): Promise<readonly Person[]> {
  const people = transcript.all('person').map(({ about }) => personOf(about));
  for (const { role, count } of plan.script.people) {
    while (people.filter((one) => one.role === role).length < count) {
      const name = await conversation.ask(`${role}: name of the person present?`);
      if (name === 'break') throw new Interrupted('break');
      // One person for each role: whoever holds two could approve a step alone.
      if (name === '' || people.some((one) => sameName(one.name, name))) {
        conversation.say('  Somebody whose name is not written down yet.');
        continue;
      }
      const file = await conversation.ask(`${name}: file of a public key (PEM) if you approve by signing; empty if by typing codes`);
      try {
        const key = file === '' ? undefined : createPublicKey(readFileSync(file, 'utf8')).export({ format: 'pem', type: 'spki' }).toString();
        const person: Person = { name, role, ...(key !== undefined && { key }) };
        transcript.add('person', { ...person });
        people.push(person);
      } catch {
        conversation.say('  No public key in that file.');
      }
    }
  }
  return people;
}

/** Has each person whom a step asks for approve it. Answers their names. @throws Interrupted */
export async function approve(step: Step, { plan, people }: { plan: Plan; people: readonly Person[] }, { transcript, conversation }: Room): Promise<string[]> {
  const names: string[] = [];
  for (const role of step.approvedBy) {
    for (let person: Person | undefined; person === undefined;) {
      const name = await conversation.ask(`Approved by (${role}, or break, or refuse)?`);
      if (name === 'break') throw new Interrupted('break');
      if (name === 'refuse') {
        const who = await conversation.ask('Who refuses, and why?');
        transcript.add('refused', { step: step.id, words: who });
        throw new Interrupted('refused');
      }
      const found = people.find((one) => sameName(one.name, name) && one.role === role && !names.includes(one.name));
      if (found && (await hasApproved(found, step, { plan, transcript, conversation }))) person = found;
      else conversation.say(found ? '  That does not approve this step.' : `  Nobody of that name is here as ${role} and has not approved yet.`);
      if (person) names.push(person.name);
    }
  }
  return names;
}

/** Where it happens. */
export interface Room {
  readonly transcript: Transcript;
  readonly conversation: Conversation;
}

/** What a person signs who approves by signing. */
export function approvalText(ceremonyId: string, plan: Plan, step: Step, name: string): string {
  return `paraph/ceremony-approval/v1 ${ceremonyId} ${plan.digest} ${step.id} ${name}`;
}

/** Whether a signature over the approval is this person's. */
export function isSigned(text: string, key: string, signature: Buffer): boolean {
  const publicKey = createPublicKey(key);
  try {
    return verify(publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from(text), publicKey, signature);
  } catch {
    return false;
  }
}

async function hasApproved(person: Person, step: Step, { plan, transcript, conversation }: Room & { plan: Plan }): Promise<boolean> {
  const { name, role, key } = person;
  const about = { step: step.id, name, role };
  if (key === undefined) {
    const typed = await conversation.ask(`${name}: code of step "${step.id}" on your printed plan?`);
    const isRight = isSameCode(typed, stepCode(plan, step.id));
    if (isRight) transcript.add('approved', { ...about, how: 'code', code: stepCode(plan, step.id) });
    else transcript.add('remark', { ...about, words: 'typed another code than this step has' });
    return isRight;
  }
  const text = approvalText(ceremonyIdOf(transcript), plan, step, name);
  conversation.say(`  ${name} signs this line, without an end of line:\n  ${text}`);
  const file = await conversation.ask(`${name}: file of the signature (base64)?`);
  const signature = readSignature(file);
  const isRight = signature !== undefined && isSigned(text, key, signature);
  if (isRight) transcript.add('approved', { ...about, how: 'signature', text, signature: signature.toString('base64') });
  else transcript.add('remark', { ...about, words: 'brought a signature that does not verify' });
  return isRight;
}

/** The ceremony's name, as its transcript begins. */
export function ceremonyIdOf(transcript: Transcript): string {
  return textOf(transcript.entries[0]?.about, 'ceremonyId');
}

function readSignature(file: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(file, 'utf8'), 'base64');
  } catch {
    return undefined;
  }
}

function personOf({ name, role, key }: Readonly<Record<string, unknown>>): Person {
  return { name: String(name), role: String(role), ...(typeof key === 'string' && { key }) };
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
