import { applyDecorators, Delete, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import type { AnswerOf, AskedOf, Endpoint } from '@paraph/contracts';
import { readAsked } from './read-asked.js';
import { StreamedAnswer } from './streamed-answer.js';

/** Below which address an API stands, such as `/management/v1/`. */
export type ApiRoot = `/${string}/`;

/** The part of Fastify's request that is used here. */
interface HttpRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

type Method<E extends Endpoint> = (asked: AskedOf<E>, ...more: never[]) => Promise<AnswerOf<E> | StreamedAnswer>;

const verbs = { GET: Get, POST: Post, DELETE: Delete } as const;

/** Where the HTTP server finds an endpoint of an API. */
export function routeBelow(root: ApiRoot, { path }: Pick<Endpoint, 'path'>): string {
  return `${root}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

/**
 * The decorator by which methods of controllers serve endpoints below a root: what is asked comes to them as the endpoint's schemas read it, and of
 * what they answer, what the endpoint does not name stays here. Parameters behind the first are what their own decorators say.
 */
export function servesBelow(root: ApiRoot) {
  return <E extends Endpoint>(endpoint: E) =>
    <M extends Method<E>>(target: object, key: string, descriptor: TypedPropertyDescriptor<M>): void => {
      const method = descriptor.value;
      if (method === undefined) throw new Error(`${key} is no method`);
      const served = async function (this: unknown, http: HttpRequest, ...more: never[]): Promise<unknown> {
        const answer = await method.call(this, readAsked(endpoint, http), ...more);
        return answer instanceof StreamedAnswer ? answer.toFile() : endpoint.answer.parse(answer);
      };
      // In the place of the method, before Nest looks at it: to Nest it takes a request.
      descriptor.value = served as unknown as M;
      const decorate = applyDecorators(verbs[endpoint.method](routeBelow(root, endpoint)), HttpCode(endpoint.status), Header('cache-control', 'no-store'));
      decorate(target, key, descriptor);
      Req()(target, key, 0);
    };
}
