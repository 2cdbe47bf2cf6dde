import { CscRefusal, refusals } from './csc-error.js';
import type { ApiVersion, Method } from './method.js';

const PREFIX = /^\/csc\/(v\d+)\/(.+)$/;

/** The method a request is for, and the version that offers it. */
export interface Routed {
  readonly version: ApiVersion;
  readonly name: string;
  readonly method: Method;
}

/** Path of a request target as methods are found by: doubled slashes count as one, since clients join addresses carelessly, and one at the end as none. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  const path = end === -1 ? target : target.slice(0, end);
  return path.includes('//') || path.endsWith('/') ? path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '') : path;
}

/**
 * The method a request is for.
 *
 * @throws CscRefusal for a version or method that is unknown, a method that is known and not offered, or called by the wrong verb
 */
export function route({ verb, target }: { readonly verb: string; readonly target: string }, versions: readonly ApiVersion[]): Routed {
  const [, prefix, name] = PREFIX.exec(pathOf(target)) ?? [];
  const version = versions.find((one) => one.name === prefix);
  if (version === undefined || name === undefined) throw new CscRefusal(refusals.unknownMethod);
  const method = version.methods.get(name);
  if (method === undefined) throw new CscRefusal(version.unimplemented.has(name) ? refusals.unimplementedMethod : refusals.unknownMethod);
  if (verb !== 'POST' && !(verb === 'GET' && isReadByGet(method))) throw new CscRefusal(refusals.wrongVerb);
  return { version, name, method };
}

function isReadByGet(method: Method): boolean {
  return method.access === 'open' && method.byGet;
}
