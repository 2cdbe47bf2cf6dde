import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the images are described, relative to the repository. */
export const CONTAINERFILE = 'deploy/images/Containerfile';

/** One stage of the Containerfile. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  /** Instructions with their words, as written; continued lines are one. */
  readonly instructions: readonly { readonly verb: string; readonly words: string }[];
}

/** Reads the stages of a Containerfile: as much of its language as ours uses. */
export function stagesOf(text: string): readonly Stage[] {
  const lines = text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages: { name: string; from: string; instructions: { verb: string; words: string }[] }[] = [];
  for (const line of lines) {
    const [, verb = '', words = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (verb === '') throw new Error(`${CONTAINERFILE} has a line that is no instruction: ${line}`);
    const [, from, name] = /^(\S+) AS (\S+)$/.exec(verb === 'FROM' ? words : '') ?? [];
    if (verb === 'FROM' && (from === undefined || name === undefined)) throw new Error(`a stage without a name: ${line}`);
    if (from !== undefined && name !== undefined) stages.push({ name, from, instructions: [] });
    else stages.at(-1)?.instructions.push({ verb, words });
  }
  return stages;
}

/** The stages of our Containerfile. */
export function ourStages(root: string): readonly Stage[] {
  return stagesOf(readFileSync(join(root, CONTAINERFILE), 'utf8'));
}

/** The last thing a stage or one that it stands on says with this verb, such as its USER. */
export function effective(stages: readonly Stage[], name: string, verb: string): string | undefined {
  const stage = stages.find((one) => one.name === name);
  if (!stage) return undefined;
  return stage.instructions.findLast((one) => one.verb === verb)?.words ?? effective(stages, stage.from, verb);
}

/** What is wrong with a target that becomes an image; nothing where all is well. */
export function problemsOf(stages: readonly Stage[], target: string): readonly string[] {
  if (!stages.some(({ name }) => name === target)) return [`there is no target ${target}`];
  const chain = chainOf(stages, target);
  const instructions = chain.flatMap((stage) => stage.instructions);
  const labels = instructions.filter(({ verb }) => verb === 'LABEL').map(({ words }) => words);
  const rules: readonly (readonly [boolean, string])[] = [
    [chain.at(-1)?.from === 'scratch', 'stands on a base with a shell and a package manager instead of `scratch`'],
    [effective(stages, target, 'USER') === '10001:10001', 'does not run as 10001:10001'],
    [effective(stages, target, 'HEALTHCHECK') !== undefined, 'has no HEALTHCHECK'],
    [effective(stages, target, 'CMD')?.startsWith('["node", "apps/') === true, 'has no CMD that starts its process'],
    [!instructions.some(({ verb }) => ['RUN', 'ADD', 'ENTRYPOINT', 'VOLUME'].includes(verb)), 'runs or fetches something in the image itself'],
    [labels.some((words) => words.includes('org.opencontainers.image.revision')), 'does not say which commit it is of'],
    [labels.some((words) => words.includes(`image.title="paraph/${target}"`)), 'has no title of its own'],
  ];
  return rules.filter(([holds]) => !holds).map(([, says]) => `${target} ${says}`);
}

function chainOf(stages: readonly Stage[], name: string): readonly Stage[] {
  const stage = stages.find((one) => one.name === name);
  return stage ? [stage, ...chainOf(stages, stage.from)] : [];
}
