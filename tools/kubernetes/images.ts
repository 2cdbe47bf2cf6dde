import { ourStages } from '../images/containerfile.ts';
import { furtherTargets, images } from '../images/processes.ts';
import { containersOf, podsOf } from './pods.ts';
import type { Manifest } from './render.ts';

/** The images of ours that are built: named in the list, and a stage of the Containerfile. */
export function builtImages(root: string): ReadonlySet<string> {
  const stages = ourStages(root).map(({ name }) => name);
  return new Set([...images.map(({ process }) => process), ...furtherTargets].filter((name) => stages.includes(name)));
}

/** Images under our name that nobody builds, and versions other than this tree's. */
export function imageProblems(objects: readonly Manifest[], built: ReadonlySet<string>, version: string): readonly string[] {
  const used = podsOf(objects).flatMap((pod) => containersOf(pod).map(({ image, name }) => ({ image, where: `${pod.owner}/${name}` })));
  return used.flatMap(({ image, where }) => {
    const [, name = '', tag] = /(?:^|\/)paraph\/([a-z-]+):(.+)$/.exec(image) ?? [];
    if (tag === undefined) return [];
    return [...(built.has(name) ? [] : [`${where}: no image ${name} is built`]), ...(tag === version ? [] : [`${where}: ${image} is not version ${version}`])];
  });
}
