import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** As much of the compose specification as our file uses; what is not here is refused. */
const service = z.strictObject({
  image: z.string(),
  command: z.array(scalar).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.strictObject({ aliases: z.array(z.string()) }))]).default([]),
  tmpfs: z.array(z.string()).default([]),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }).optional(),
  restart: z.enum(['no', 'unless-stopped', 'on-failure']).optional(),
  stop_grace_period: z.string().optional(),
  env_file: z.array(z.string()).default([]),
  environment: z.record(z.string(), scalar).default({}),
  healthcheck: z.strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() }).optional(),
  secrets: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
});

const file = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({})),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

/** One service of the compose file. */
export type ComposeService = z.infer<typeof service>;

/** The compose file with its variables filled in and its paths made whole. */
export type Compose = z.infer<typeof file>;

/** Where the compose file is, relative to the repository. */
export const COMPOSE_FILE = 'deploy/compose/compose.yaml';

/**
 * Reads the compose file as an engine would.
 *
 * @param state folder of `npm run compose:prepare`
 * @throws Error for a variable that nothing sets
 */
export function readCompose(root: string, state: string): Compose {
  const variables = environmentFile(join(state, 'compose.env'));
  const filled = readFileSync(join(root, COMPOSE_FILE), 'utf8').replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_whole, name: string, fallback?: string) => {
    const value = variables[name] ?? fallback;
    if (value === undefined) throw new Error(`${COMPOSE_FILE} needs ${name}, and the preparation does not set it`);
    return value;
  });
  const read = file.parse(parse(filled, { merge: true }));
  const from = join(root, COMPOSE_FILE, '..');
  const whole = (volume: string): string => volume.replace(/^\.{1,2}\/[^:]*/, (path) => resolve(from, path));
  return { ...read, services: Object.fromEntries(Object.entries(read.services).map(([name, one]) => [name, { ...one, volumes: one.volumes.map(whole) }])) };
}

/** A file of `KEY=VALUE` lines. */
export function environmentFile(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
