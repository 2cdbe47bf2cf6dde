import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { natsServer } from '../bootstrap/nats-server.mjs';
import type { Buildah } from '../images/buildah.ts';
import type { OpenImage } from './run-services.ts';

const config = z.object({ Docker: z.object({ config: z.object({ Env: z.array(z.string()), Cmd: z.array(z.string()), WorkingDir: z.string() }) }) });

/** Opens images for the services of a run, each service its own copy; the broker's is the nats-server that this repository builds, alone in a root. */
export function imageOpener(buildah: Buildah, root: string, folder: string) {
  const opened: { close(): void }[] = [];
  return {
    open: (service: string, image: string): OpenImage => (image.includes('/nats:') ? broker(root, join(folder, service)) : own(image)),
    close: () => {
      for (const one of opened) one.close();
    },
  };

  function own(image: string): OpenImage {
    const { Env, Cmd, WorkingDir } = config.parse(JSON.parse(buildah.run('inspect', '--type', 'image', image))).Docker.config;
    const container = buildah.open(image);
    opened.push(container);
    const environment = Object.fromEntries(Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    return { root: container.root, environment, command: Cmd, folder: WorkingDir };
  }
}

function broker(root: string, folder: string): OpenImage {
  const program = natsServer(root);
  if (program === undefined) throw new Error('nats-server is missing: node tools/bootstrap/bootstrap.mjs --for start');
  mkdirSync(join(folder, 'usr/local/bin'), { recursive: true });
  cpSync(program, join(folder, 'usr/local/bin/nats-server'));
  return { root: folder, environment: {}, command: ['nats-server'], folder: '/' };
}
