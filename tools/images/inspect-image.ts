import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../stack/json-file.ts';
import type { Buildah } from './buildah.ts';
import { IMAGE_ROOT } from './processes.ts';
import { runInImage } from './started.ts';

/** What was found of one image. */
export interface ImageFindings {
  readonly target: string;
  readonly mebibytes: number;
  readonly packages: number;
  readonly problems: readonly string[];
}

const config = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Cmd: z.array(z.string()),
      Env: z.array(z.string()),
      WorkingDir: z.string(),
      Labels: z.record(z.string(), z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
    }),
  }),
});
const bill = z.object({ components: z.array(z.object({ purl: z.string() })) });

/** Programs nobody needs in there, and whoever gets in would like. */
const UNWANTED = /(^|\/)(sh|bash|dash|busybox|curl|wget|apt|apt-get|dpkg|npm|npx|corepack|perl|python3?|cc|gcc|make|git|su|mount)$/;

/** A program for Node.js that tries what an intruder would, and tells how it went. */
const TRIALS = `
const { writeFileSync } = require('node:fs');
const tried = (work) => { try { work(); return 'done'; } catch (error) { return error.code; } };
console.log(JSON.stringify({
  uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(), version: process.version,
  root: tried(() => writeFileSync('/x', '')), own: tried(() => writeFileSync('${IMAGE_ROOT}/x', '')), tmp: tried(() => writeFileSync('/tmp/x', '')),
  becomes: tried(() => process.setuid(0)), shell: tried(() => require('node:child_process').execFileSync('/bin/sh', ['-c', 'true'])),
}));`;

/** Starts an image as it would be started, and tries what must not work in it. */
export async function inspectImage(buildah: Buildah, target: string, image: string): Promise<ImageFindings> {
  const { User, Cmd, Env, WorkingDir, Labels, Healthcheck } = config.parse(JSON.parse(buildah.run('inspect', '--type', 'image', image))).Docker.config;
  const environment = Object.fromEntries(Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const opened = buildah.open(image);
  try {
    const { root } = opened;
    const problems: string[] = [];
    const expect = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
    expect(User === '10001:10001' && WorkingDir === IMAGE_ROOT, `runs as ${User} in ${WorkingDir}`);
    expect(Labels['org.opencontainers.image.title'] === `paraph/${target}`, `calls itself ${Labels['org.opencontainers.image.title']}`);
    expect(/^[0-9a-f]{40}/.test(Labels['org.opencontainers.image.revision'] ?? ''), 'does not name its commit');

    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const unwanted = names.filter((name) => UNWANTED.test(name) && !name.includes('node_modules/') && !statSync(join(root, name)).isDirectory());
    expect(unwanted.length === 0, `has ${unwanted.join(', ')}`);

    const trials = await inside('node', '-e', TRIALS);
    const seen: unknown = trials.status === 0 ? JSON.parse(trials.output) : trials.output;
    const wanted = { uid: 10001, gid: 10001, groups: [10001], root: 'EROFS', own: 'EROFS', tmp: 'done', becomes: 'EPERM', shell: 'ENOENT' };
    for (const [key, value] of Object.entries(wanted)) {
      const found = typeof seen === 'object' && seen !== null ? (seen as Record<string, unknown>)[key] : seen;
      expect(JSON.stringify(found) === JSON.stringify(value), `${key}: expected ${JSON.stringify(value)}, found ${JSON.stringify(found)}`);
    }

    // Without settings it says which it needs: all that it imports is there.
    const started = await inside(...Cmd, '--check-config');
    expect(
      started.status === 78 && started.output.includes('its configuration has'),
      `does not start: ${started.output.trim().split('\n').slice(0, 6).join(' / ')}`,
    );
    const health = await inside(...Healthcheck.Test.slice(1));
    expect(health.status === 1, 'is healthy without a process');

    const { components } = bill.parse(readJson(join(root, IMAGE_ROOT, 'sbom.cdx.json')) ?? { components: [] });
    const notes = readdirSync(join(root, 'var/lib/dpkg/status.d'));
    expect(notes.includes('libc6'), 'does not say which packages of the system it has');
    for (const note of notes) {
      expect(
        components.some(({ purl }) => purl.startsWith(`pkg:deb/debian/${note}@`)),
        `has ${note}, and its bill of materials has not`,
      );
      expect(existsSync(join(root, 'usr/share/doc', note, 'copyright')), `has ${note} without its licence`);
    }
    return { target, mebibytes: sizeOf(root, names) / 2 ** 20, packages: components.length, problems };

    function inside(...command: readonly string[]) {
      return runInImage({ root, command, environment });
    }
  } finally {
    opened.close();
  }
}

function sizeOf(root: string, names: readonly string[]): number {
  return names.reduce((sum, name) => {
    const facts = statSync(join(root, name), { throwIfNoEntry: false });
    return sum + (facts?.isFile() === true ? facts.size : 0);
  }, 0);
}
