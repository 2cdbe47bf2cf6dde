import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONTAINERFILE, ourStages, problemsOf, stagesOf } from './containerfile.ts';
import { furtherTargets, images } from './processes.ts';

const root = resolve(import.meta.dirname, '../..');
const stages = ourStages(root);
const text = readFileSync(join(root, CONTAINERFILE), 'utf8');

describe('the Containerfile', () => {
  it('has an image for each process and each process is an image', () => {
    expect(images.map(({ process }) => process).sort()).toEqual(readdirSync(join(root, 'apps')).sort());
  });

  it.each([...images.map(({ process }) => process), ...furtherTargets])('makes a sound image of %s', (target) => {
    expect(problemsOf(stages, target)).toEqual([]);
  });

  it.each([
    ['a user', 'USER 10001:10001', 'USER 0', 'gateway does not run as 10001:10001'],
    ['a health check', /HEALTHCHECK .*/, '', 'gateway has no HEALTHCHECK'],
    ['a base', 'FROM scratch AS base', 'FROM ${DEBIAN} AS base', 'gateway stands on a base with a shell and a package manager instead of `scratch`'],
    [
      'something that runs',
      'COPY --from=build /out/gateway/',
      'RUN true\nCOPY --from=build /out/gateway/',
      'gateway runs or fetches something in the image itself',
    ],
    ['a target', 'AS gateway', 'AS gatway', 'there is no target gateway'],
    ['a command', 'CMD ["node", "apps/gateway/dist/main.js"]', '', 'gateway has no CMD that starts its process'],
  ])('with %s changed is not sound', (_what, found, instead, problem) => {
    expect(text).toMatch(found);
    expect(problemsOf(stagesOf(text.replace(found, instead)), 'gateway')).toContain(problem);
  });

  it('copies only from stages that come before', () => {
    const known = new Set<string>();
    for (const { name, from, instructions } of stages) {
      const sources = instructions.flatMap(({ words }) => /--from=(\S+)/.exec(words)?.[1] ?? []);
      if (!from.startsWith('${') && from !== 'scratch') sources.push(from);
      for (const source of sources) expect(known).toContain(source);
      known.add(name);
    }
  });
});
