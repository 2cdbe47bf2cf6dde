import { CscRefusal, refusals } from './csc-error.js';
import type { Method } from './v2/method.js';
import { unimplemented, type MethodsV2 } from './v2/methods.js';

const V2 = '/csc/v2/';

/**
 * The method a request is for.
 *
 * @param target path and query; doubled slashes count as one, since clients join addresses carelessly, and one at the end counts as none
 * @throws CscRefusal for a method that is unknown, known and not offered, or called by the wrong verb
 */
export function route(
  { verb, target }: { readonly verb: string; readonly target: string },
  { byName }: Pick<MethodsV2, 'byName'>,
): { name: string; method: Method } {
  const path = (target.split('?')[0] ?? '').replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
  const name = path.startsWith(V2) ? path.slice(V2.length) : undefined;
  if (name === undefined) throw new CscRefusal(refusals.unknownMethod);
  const method = byName.get(name);
  if (method === undefined) throw new CscRefusal(unimplemented.has(name) ? refusals.unimplementedMethod : refusals.unknownMethod);
  const verbs = method.access === 'open' && method.byGet ? ['POST', 'GET'] : ['POST'];
  if (!verbs.includes(verb)) throw new CscRefusal(refusals.wrongVerb);
  return { name, method };
}
