import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Compose, ComposeService } from './compose-file.ts';

/** What an engine would refuse, what would not start, and what is more open than it need be. */
export function composeProblems(compose: Compose, targets: readonly string[]): readonly string[] {
  return Object.entries(compose.services).flatMap(([name, one]) =>
    [...hardening(one), ...references(compose, one, targets), ...mounts(one)].map((problem) => `${name} ${problem}`),
  );
}

function hardening({ ports, ...one }: ComposeService): string[] {
  const open = ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `publishes ${port} beyond this host`);
  const rules: readonly (readonly [boolean, string])[] = [
    [one.read_only === true, 'can write to its root'],
    [one.cap_drop.includes('ALL'), 'keeps capabilities of root'],
    [one.security_opt.includes('no-new-privileges:true'), 'may gain privileges'],
    [one.user !== undefined && !one.user.startsWith('0'), 'does not say who it runs as'],
  ];
  return [...open, ...rules.filter(([holds]) => !holds).map(([, says]) => says)];
}

function references({ services, secrets, networks }: Compose, one: ComposeService, targets: readonly string[]): string[] {
  const own = /^(paraph\/([^:]+)):/.exec(one.image);
  const nets = Array.isArray(one.networks) ? one.networks : Object.keys(one.networks);
  return [
    ...(own && !targets.includes(own[2] ?? '') ? [`has the image ${own[1]}, which no target makes`] : []),
    ...one.secrets.filter(({ source }) => !(source in secrets)).map(({ source }) => `has the secret ${source}, which is not declared`),
    ...one.secrets.flatMap(({ source }) => {
      const file = secrets[source]?.file;
      return file !== undefined && !existsSync(file) ? [`has the secret ${source}, whose file ${file} is not there`] : [];
    }),
    ...Object.keys(one.depends_on)
      .filter((other) => !(other in services))
      .map((other) => `waits for ${other}, which is no service`),
    ...nets.filter((net) => !(net in networks)).map((net) => `is in the network ${net}, which is not declared`),
    ...one.env_file.filter((file) => !existsSync(file)).map((file) => `reads ${file}, which is not there`),
  ];
}

function mounts({ volumes }: ComposeService): string[] {
  const sources = volumes.map((volume) => volume.split(':')[0] ?? '').filter(isAbsolute);
  return sources.filter((path) => !existsSync(path)).map((path) => `mounts ${path}, which is not there`);
}
