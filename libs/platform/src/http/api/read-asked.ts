import type { AskedOf, Endpoint } from '@paraph/contracts';
import { InvalidRequest, parse } from './parse.js';
import type { WrongField } from './problem.js';

/** A request as it arrived. */
interface Arrived {
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

/**
 * What is asked of an endpoint, by its address, its query and its body.
 *
 * @throws InvalidRequest naming every member of any of them that is missing, wrong or unknown
 */
export function readAsked<E extends Endpoint>({ place, query, body, method }: E, arrived: Arrived): AskedOf<E> {
  const hasBody = method !== 'GET' && (Object.keys(body.shape).length > 0 || arrived.body !== undefined);
  const parts = [
    { schema: place, value: arrived.params },
    { schema: query, value: arrived.query },
    { schema: body, value: hasBody ? arrived.body : {} },
  ];
  const wrong: WrongField[] = [];
  const read = parts.map(({ schema, value }) => {
    try {
      return parse(schema, value);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      wrong.push(...error.fields);
      return {};
    }
  });
  if (wrong.length > 0) throw new InvalidRequest(wrong);
  // Each part is what its schema answers.
  return Object.assign({}, ...read) as AskedOf<E>;
}
