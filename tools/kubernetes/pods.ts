import { z } from 'zod';
import type { Manifest } from './render.ts';

const mount = z.looseObject({ name: z.string(), mountPath: z.string(), subPath: z.string().optional(), readOnly: z.boolean().optional() });
const environment = z.looseObject({ name: z.string(), value: z.string().optional() });

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  env: z.array(environment).default([]),
  envFrom: z.array(z.looseObject({ configMapRef: z.object({ name: z.string() }).optional() })).default([]),
  volumeMounts: z.array(mount).default([]),
  resources: z.looseObject({ limits: z.record(z.string(), z.unknown()).default({}), requests: z.record(z.string(), z.unknown()).default({}) }).default({
    limits: {},
    requests: {},
  }),
  securityContext: z.unknown(),
});

const items = z.array(z.object({ key: z.string(), path: z.string() })).optional();
const source = z.looseObject({ secret: z.object({ name: z.string(), items }).optional(), configMap: z.object({ name: z.string(), items }).optional() });
const volume = z.looseObject({
  name: z.string(),
  secret: z.looseObject({ secretName: z.string(), items }).optional(),
  configMap: z.looseObject({ name: z.string(), items }).optional(),
  projected: z.looseObject({ sources: z.array(source) }).optional(),
  persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
  emptyDir: z.unknown().optional(),
});

const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  securityContext: z.unknown(),
  initContainers: z.array(container).default([]),
  containers: z.array(container),
  volumes: z.array(volume).default([]),
});

const template = z.object({ spec: z.object({ template: z.object({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }), spec: podSpec }) }) });

export type Container = z.infer<typeof container>;
export type Volume = z.infer<typeof volume>;

/** The pods that an object makes. */
export interface Pod {
  /** `Deployment/sam` */
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: z.infer<typeof podSpec>;
  /** Volumes that a StatefulSet makes for each of its pods. */
  readonly claims: readonly string[];
}

const KINDS = ['Deployment', 'StatefulSet', 'Job'];

/** The pods among these objects that we describe ourselves; those of an operator are its own. */
export function podsOf(objects: readonly Manifest[]): readonly Pod[] {
  return objects.flatMap((one) => {
    if (!KINDS.includes(one.kind)) return [];
    const { metadata, spec } = template.parse(one).spec.template;
    const claims = z
      .object({ spec: z.object({ volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })).default([]) }) })
      .parse(one);
    return [
      {
        owner: `${one.kind}/${one.metadata.name}`,
        labels: metadata.labels,
        spec,
        claims: claims.spec.volumeClaimTemplates.map((claim) => claim.metadata.name),
      },
    ];
  });
}

/** All containers of a pod, in the order in which they begin. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...spec.initContainers, ...spec.containers];
}
