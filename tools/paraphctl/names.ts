import type { EndpointName } from '@paraph/contracts';
import { misused } from './exit.ts';
import type { ManagementApi } from './management-api.ts';
import type { Member } from './members.ts';
import type { Line } from './read-line.ts';

interface Directory {
  readonly endpoint: EndpointName;
  readonly list: string;
}

/** What people know by a name, by the beginning of its identifiers. */
const directories: Readonly<Record<string, Directory>> = {
  sub: { endpoint: 'listSubscribers', list: 'subscribers' },
  cli: { endpoint: 'listClients', list: 'clients' },
  sgn: { endpoint: 'listSigners', list: 'signers' },
};

/** One who is known by a name. */
export interface Known {
  readonly id: string;
  readonly name: string;
}

/** Those whose name begins so. */
export async function namesThat(api: ManagementApi, prefix: string, begins: string): Promise<readonly Known[]> {
  const directory = directories[prefix];
  if (directory === undefined) return [];
  const query = { limit: 20, ...(begins === '' ? {} : { name: begins }) };
  const answer = (await api.ask(directory.endpoint, { place: {}, query, body: {} })) as Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  return (answer[directory.list] ?? []).map((one) => ({
    id: Object.values(one).find((value) => value.startsWith(`${prefix}_`)) ?? '',
    name: one['name'] ?? '',
  }));
}

/** Puts identifiers in the place of names that only one has. @throws Ended where none or several have it */
export async function resolveNames(api: ManagementApi, members: readonly Member[], asked: Line['asked']): Promise<Line['asked']> {
  const resolved = { place: { ...asked.place }, query: { ...asked.query }, body: { ...asked.body } };
  for (const { name, where, prefix } of members) {
    const typed = resolved[where][name];
    if (prefix === undefined || directories[prefix] === undefined || typeof typed !== 'string' || typed.startsWith(`${prefix}_`)) continue;
    const found = (await namesThat(api, prefix, typed)).filter((one) => one.name.toLowerCase() === typed.toLowerCase());
    if (found.length !== 1) throw misused(`${typed} is the name of ${found.length === 0 ? 'nobody' : `several: ${found.map(({ id }) => id).join(', ')}`}`);
    resolved[where][name] = found[0]?.id;
  }
  return resolved;
}
