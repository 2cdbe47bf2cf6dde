import { CscRefusal, refusals } from './csc-error.js';
import type { ApiVersion, ApiVersions, Method, OwnMethod } from './method.js';

/** What stands beside the versions of the standard. */
const OWN_PREFIX = /^\/paraph\/v1\/(.+)$/;
const PREFIX = /^\/csc\/(v\d+)\/(.+)$/;

/** The method a request is for, and the version that offers it. */
export interface Routed {
  readonly version: ApiVersion;
  readonly name: string;
  readonly method: Method;
  /** Of those that stand beside the versions. */
  readonly isOwn?: boolean;
}

/** A method as figures and traces name it. */
export function routeName({ version, name, isOwn = false }: Routed): string {
  return isOwn ? `/paraph/v1/${name}` : `/csc/${version.name}/${name}`;
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
export function route({ verb, target }: { readonly verb: string; readonly target: string }, { all: versions, own }: Pick<ApiVersions, 'all' | 'own'>): Routed {
  const mine = ownMethod({ verb, target }, own);
  const words = versions.at(-1);
  if (mine && words) return { version: words, ...mine, isOwn: true };
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

function ownMethod(
  { verb, target }: { readonly verb: string; readonly target: string },
  own: readonly OwnMethod[],
): Pick<Routed, 'name' | 'method'> | undefined {
  const [, path] = OWN_PREFIX.exec(pathOf(target)) ?? [];
  if (path === undefined) return undefined;
  for (const { name, path: pattern, method } of own) {
    const [, about] = pattern.exec(path) ?? [];
    if (about === undefined) continue;
    if (verb !== 'POST') throw new CscRefusal(refusals.wrongVerb);
    return { name, method: method(about) };
  }
  return undefined;
}
