import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { z } from 'zod';
import { describeOwner } from '../bootstrap/port-owner.mjs';
import { readJson, writeJson } from './json-file.ts';
import { StepFailure } from './progress.ts';
import type { StateFolder } from './state.ts';

/** Everything of a stack that listens. */
export const portNames = [
  'postgres',
  'nats',
  'gateway',
  'management',
  'identity',
  'approval',
  'courier',
  'sam',
  'keyLifecycle',
  'caConnector',
  'audit',
  'idp',
  'sandbox',
  // The sandbox's mail server.
  'mail',
  // The sample application listens here only while it waits for a person's answer.
  'application',
] as const;

/** Name of something that listens. */
export type PortName = (typeof portNames)[number];

const port = z.int().min(1).max(65_535);
const allPorts = z.record(z.enum(portNames), port).readonly();
const somePorts = z.partialRecord(z.enum(portNames), port);

/** The port of everything that listens. */
export type Ports = z.infer<typeof allPorts>;

// Below the range from which Linux takes ports for outgoing connections, above what well-known programs use.
const LOWEST = 20_000;
const HIGHEST = 32_000;
const BLOCK = 20;

/**
 * The ports of a stack: chosen at its first start, kept ever after, since issuer, passkey origin and addresses inside
 * certificates contain them. A kept port that somebody else took meanwhile is an error that names the other.
 */
export async function openPorts(state: StateFolder, blockAt = anyBlock): Promise<Ports> {
  const file = state.path('ports.json');
  const known = somePorts.safeParse(readJson(file) ?? {}).data ?? {};
  await refuseTaken(known);
  const ports = allPorts.safeParse(known).data ?? (await choose(known, blockAt));
  if (Object.keys(known).length < portNames.length) writeJson(file, ports);
  return ports;
}

/**
 * A free block in one piece; a name that a later version adds gets its port from a block of its own. Between the look
 * and the start of the services another stack could choose the same block: the one who looks holds its last port.
 */
async function choose(known: z.infer<typeof somePorts>, blockAt: () => number): Promise<Ports> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = blockAt();
    const holder = await hold(base + BLOCK - 1);
    if (holder === undefined) continue;
    const fresh = Object.fromEntries(portNames.map((name, index) => [name, base + index]));
    const free = await Promise.all(portNames.map((_, index) => isFree(base + index)));
    if (free.every(Boolean)) return allPorts.parse({ ...fresh, ...known });
    holder.close();
  }
  throw new StepFailure('no block of free ports was found', 'look with `npm run doctor` who listens on this machine');
}

async function refuseTaken(ports: z.infer<typeof somePorts>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port))) {
      throw new StepFailure(
        `port ${port} (${name}) is taken by ${describeOwner(port)}`,
        'stop that process, or use another state folder with --state; this port is written into certificates and origins and cannot change',
      );
    }
  }
}

const anyBlock = (): number => randomInt(LOWEST / BLOCK, HIGHEST / BLOCK) * BLOCK;

/** Listens there until this process ends, without keeping it from ending; undefined when somebody else does already. */
function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const holder = createServer((socket) => void socket.destroy());
    holder.once('error', () => resolve(undefined));
    holder.listen({ host: '127.0.0.1', port }, () => resolve(holder.unref()));
  });
}

/** True when a process of ours could listen there now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => resolve(true)));
  });
}
