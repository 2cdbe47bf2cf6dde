import { z } from 'zod';
import { containersOf, podsOf, type Container } from './pods.ts';
import type { Manifest } from './render.ts';

const podRules = z.object({
  runAsNonRoot: z.literal(true),
  runAsUser: z.number().min(10_000),
  seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
});
const containerRules = z.looseObject({
  allowPrivilegeEscalation: z.literal(false),
  readOnlyRootFilesystem: z.literal(true),
  capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  privileged: z.literal(false).optional(),
});
const HOST = ['hostNetwork', 'hostPID', 'hostIPC'];

/** Where a pod may do more than it needs; stricter than the level "restricted" of Kubernetes, which knows no read-only root and no limits. */
export function hardeningProblems(objects: readonly Manifest[]): readonly string[] {
  return podsOf(objects).flatMap((pod) => {
    const { spec, owner } = pod;
    return [
      ...(podRules.safeParse(spec.securityContext).success ? [] : [`${owner}: not non-root with a seccomp profile`]),
      ...(spec.automountServiceAccountToken === false ? [] : [`${owner}: gets a token of the cluster's API`]),
      ...(spec.enableServiceLinks === false ? [] : [`${owner}: gets variables of every service, which a process refuses as unknown settings`]),
      ...(spec.serviceAccountName === undefined ? [`${owner}: has no service account of its own`] : []),
      ...HOST.filter((key) => spec[key] === true).map((key) => `${owner}: ${key}`),
      ...spec.volumes.filter((one) => 'hostPath' in one).map(({ name }) => `${owner}: volume ${name} is a path of the machine`),
      ...containersOf(pod).flatMap((one) => containerProblems(one).map((problem) => `${owner}/${one.name}: ${problem}`)),
    ];
  });
}

function containerProblems({ securityContext, resources, image }: Container): readonly string[] {
  const missing = (kind: 'limits' | 'requests') => ['cpu', 'memory'].filter((name) => !(name in resources[kind])).map((name) => `no ${name} in ${kind}`);
  const security = containerRules.safeParse(securityContext);
  return [
    ...(security.success ? [] : security.error.issues.map(({ path, message }) => `securityContext.${path.join('.')}: ${message}`)),
    ...missing('limits'),
    ...missing('requests'),
    ...(/:[\w][\w.-]*$/.test(image) && !image.endsWith(':latest') ? [] : [`image ${image} names no version`]),
  ];
}
