import { managementEndpoints, type Endpoint, type EndpointName } from '@paraph/contracts';
import { z } from 'zod';
import { Ended, exits } from './exit.ts';
import type { Line } from './read-line.ts';
import { harmless } from './show.ts';

const problem = z.looseObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  correlationId: z.string().optional(),
  fields: z.array(z.looseObject({ field: z.string(), problem: z.string() })).optional(),
});

/** Nobody has answered, or not in time: the same line may be tried again. */
const unreachable: ReadonlySet<number> = new Set([502, 503, 504]);

/** The management API over HTTP. */
export class ManagementApi {
  readonly #origin: string;
  readonly #token: string | undefined;

  constructor(origin: string, token: string | undefined) {
    this.#origin = origin;
    this.#token = token;
  }

  /** @throws Ended with what the API says of its refusal; that it is not there */
  async ask(name: EndpointName, { place, query, body }: Line['asked']): Promise<unknown> {
    const { method, path }: Endpoint = managementEndpoints[name];
    const url = new URL(`/management/v1/${path.replaceAll(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(String(place[member])))}`, this.#origin);
    for (const [member, value] of Object.entries(query)) url.searchParams.set(member, String(value));
    const hasBody = method === 'POST';
    const response = await fetch(url, {
      method,
      headers: {
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
      redirect: 'error',
    }).catch((error: unknown) => {
      throw new Ended(exits.unreachable, `management does not answer at ${this.#origin}: ${reasonOf(error)}`);
    });
    const text = await response.text();
    if (!response.ok) throw new Ended(unreachable.has(response.status) ? exits.unreachable : exits.refused, refusalOf(response.status, text));
    return text === '' ? {} : (JSON.parse(text) as unknown);
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

function refusalOf(status: number, text: string): string {
  try {
    const { code = String(status), detail = '', fields = [], correlationId } = problem.parse(JSON.parse(text));
    const lines = [`${code}: ${detail}`, ...fields.map(({ field, problem: what }) => `  ${field}: ${what}`)];
    return [...lines, ...(correlationId === undefined ? [] : [`  correlation id ${correlationId}`])].map(harmless).join('\n');
  } catch {
    return `HTTP ${status}`;
  }
}
