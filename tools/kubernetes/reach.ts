import { z } from 'zod';
import { isOnTheBus, networkPowers } from './arrows.ts';
import { podsOf } from './pods.ts';
import type { Manifest } from './render.ts';

const labels = z.record(z.string(), z.string());
const selector = z.strictObject({ matchLabels: labels.optional() });
const peer = z.strictObject({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
});
const port = z.strictObject({ protocol: z.enum(['TCP', 'UDP']), port: z.union([z.number(), z.string()]) });
const policy = z.strictObject({
  podSelector: selector,
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  ingress: z.array(z.strictObject({ from: z.array(peer).optional(), ports: z.array(port).optional() })).default([]),
  egress: z.array(z.strictObject({ to: z.array(peer).optional(), ports: z.array(port).optional() })).default([]),
});

type Policy = z.infer<typeof policy>;
type Peer = z.infer<typeof peer>;
type Port = z.infer<typeof port>;

/** Somebody in the namespace. */
interface Party {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Everything that the policies let through, as `gateway > nats TCP/4222`. Between two pods of the namespace both have to allow it: the one to go there, the
 * other to be reached.
 *
 * @throws where a pod is under no policy for one of the directions, and so open
 */
export function reachOf(objects: readonly Manifest[]): ReadonlySet<string> {
  const parties = partiesOf(objects);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map((one) => policy.parse(one['spec']));
  const over = (party: Party, type: 'Ingress' | 'Egress'): Policy[] => {
    const found = policies.filter((one) => matches(one.podSelector, party) && one.policyTypes.includes(type));
    if (found.length === 0) throw new Error(`${party.name} is under no policy for ${type}`);
    return found;
  };
  const arrows = new Set<string>();
  const outward = parties.flatMap((from) =>
    over(from, 'Egress').flatMap(({ egress }) => egress.flatMap(({ to, ports }) => spread(to, ports, { from, parties }))),
  );
  const inward = parties.flatMap((to) =>
    over(to, 'Ingress').flatMap(({ ingress }) => ingress.flatMap(({ from, ports }) => gather(from, ports, { to, parties }))),
  );
  const isInside = (arrow: string): boolean =>
    parties.some(({ name }) => arrow.startsWith(`${name} > `)) && parties.some(({ name }) => arrow.includes(` > ${name} `));
  for (const arrow of outward) if (!isInside(arrow) || inward.includes(arrow)) arrows.add(arrow);
  for (const arrow of inward) if (!isInside(arrow)) arrows.add(arrow);
  return arrows;
}

/** What the powers table says shall be let through, in the same words. */
export function intendedReach(): ReadonlySet<string> {
  const tables = networkPowers.flatMap(({ process, edge, database, outside }) => {
    const way = [
      ...(isOnTheBus(process) ? [`${process} > nats TCP/4222`] : []),
      ...(database === undefined ? [] : [`${process} > ${database} TCP/5432`]),
      ...outside
        .filter(({ where }) => where !== 'own-network')
        .flatMap(({ where, ports }) => ports.map((one) => `${process} > ${where} ${one.protocol}/${one.port}`)),
    ];
    const names = way.length > 0 ? namesFor(process) : [];
    const migration = database === undefined ? [] : [`${process}-migration > ${database} TCP/5432`, ...namesFor(`${process}-migration`)];
    return [...way, ...names, ...migration, `monitoring > ${process} TCP/operations`, ...(edge ? [`ingress > ${process} TCP/http`] : [])];
  });
  const clusters = [...new Set(networkPowers.flatMap(({ database }) => database ?? []))].flatMap((name) => [
    ...[5432, 8000].flatMap((one) => [`${name} > ${name} TCP/${one}`, `database-operator > ${name} TCP/${one}`]),
    ...[443, 6443].map((one) => `${name} > anywhere TCP/${one}`),
    ...namesFor(name),
    `monitoring > ${name} TCP/9187`,
  ]);
  return new Set([...tables, ...clusters, 'nats > nats TCP/6222', 'monitoring > nats TCP/8222', ...namesFor('nats')]);
}

const namesFor = (name: string): string[] => [`${name} > names UDP/53`, `${name} > names TCP/53`];

function partiesOf(objects: readonly Manifest[]): readonly Party[] {
  const pods = podsOf(objects).map(({ owner, labels: own }) => ({ name: owner.replace(/^.*\//, ''), labels: own }));
  const clusters = objects.filter(({ kind }) => kind === 'Cluster').map(({ metadata: { name } }) => ({ name, labels: { 'cnpg.io/cluster': name } }));
  return [...pods, ...clusters];
}

function matches({ matchLabels = {} }: z.infer<typeof selector>, party: Party): boolean {
  return Object.entries(matchLabels).every(([key, value]) => party.labels[key] === value);
}

function spread(to: readonly Peer[] | undefined, ports: readonly Port[] | undefined, { from, parties }: { from: Party; parties: readonly Party[] }): string[] {
  const targets = to === undefined ? ['anywhere'] : to.flatMap((one) => namesOf(one, parties));
  return targets.flatMap((target) => portsOf(ports).map((one) => `${from.name} > ${target} ${one}`));
}

function gather(from: readonly Peer[] | undefined, ports: readonly Port[] | undefined, { to, parties }: { to: Party; parties: readonly Party[] }): string[] {
  const origins = from === undefined ? ['anywhere'] : from.flatMap((one) => namesOf(one, parties));
  return origins.flatMap((origin) => portsOf(ports).map((one) => `${origin} > ${to.name} ${one}`));
}

function portsOf(ports: readonly Port[] | undefined): string[] {
  return ports === undefined ? ['every port'] : ports.map(({ protocol, port: one }) => `${protocol}/${one}`);
}

/** Namespaces are known by our labels; public addresses are the internet only where private ones are left out. */
function namesOf({ podSelector, namespaceSelector, ipBlock }: Peer, parties: readonly Party[]): string[] {
  if (ipBlock) return [/^(0\.0\.0\.0|::)\/0$/.test(ipBlock.cidr) && (ipBlock.except ?? []).length >= 3 ? 'internet' : ipBlock.cidr];
  if (namespaceSelector === undefined)
    return podSelector === undefined ? ['anywhere'] : parties.filter((one) => matches(podSelector, one)).map(({ name }) => name);
  const [label = 'every namespace'] = Object.keys(namespaceSelector.matchLabels ?? {});
  return [label === 'kubernetes.io/metadata.name' && podSelector?.matchLabels?.['k8s-app'] === 'kube-dns' ? 'names' : label.replace(/^paraph-/, '')];
}
