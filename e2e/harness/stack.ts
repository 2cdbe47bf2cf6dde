import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { enrolledSandbox, type EnrolledSandbox } from '../../tools/sandbox/enrol.ts';
import { readPeople } from '../../tools/sandbox/signer/people.ts';
import type { Person } from '../../tools/sandbox/signer/robot.ts';

const stackFile = z.object({ pid: z.number(), services: z.record(z.string(), z.object({ pid: z.number() })), urls: z.record(z.string(), z.string()) });

/** The running stack the tests speak to, found by its state folder alone. */
export const state = resolve(process.env['PARAPH_STATE'] ?? '.paraph-test');

const read = (...path: string[]): string => readFileSync(join(state, ...path), 'utf8').trim();

/** What runs at this moment: a restarted service has another process id. */
export const running = (): z.output<typeof stackFile> => stackFile.parse(JSON.parse(read('stack.json')));

/** What the stack enrolled for the sample application. */
export const sandbox = (): EnrolledSandbox => enrolledSandbox.parse(JSON.parse(read('sandbox.json')));

/** The origin of one process. */
export function origin(name: string): string {
  const found = running().urls[name];
  if (found === undefined) throw new Error(`the stack has no origin called ${name}`);
  return found;
}

/** Base of the CSC API. */
export const cscBase = (): string => sandbox().gateway;

export const managementToken = (): string => read('secrets', 'management.token');
export const auditorToken = (): string => read('secrets', 'auditor.token');

/** A test person. */
export function person(login: string): Person {
  const found = readPeople(state).find((one) => one.login === login);
  if (!found) throw new Error(`there is no test user ${login}`);
  return found;
}

/** The credential of a test person with this algorithm. */
export function credentialOf(login: string, algorithm: string): string {
  const found = sandbox()
    .users.find((user) => user.login === login)
    ?.credentials.find((one) => one.algorithm === algorithm);
  if (!found) throw new Error(`${login} has no ${algorithm} credential`);
  return found.credentialId;
}

/** The sample application that the stack registered. */
export function sampleApplication(): { clientId: string; clientSecret: string; redirectUri: string; subscriberId: string } {
  const { clientId, clientSecretFile, redirectUri, subscriberId } = sandbox();
  return { clientId, clientSecret: read(clientSecretFile), redirectUri, subscriberId };
}

/** The people's names for algorithms' digests in CSC. */
export const SHA256 = '2.16.840.1.101.3.4.2.1';
export const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
export const RSA_SHA256 = '1.2.840.113549.1.1.11';
