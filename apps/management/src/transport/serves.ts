import { applyDecorators, Delete, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import type { AnswerOf, AskedOf, Endpoint } from '@paraph/contracts';
import { readAsked } from './read-asked.js';

/** The part of Fastify's request that is used here. */
interface HttpRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

type Method<E extends Endpoint> = (asked: AskedOf<E>, ...more: never[]) => Promise<AnswerOf<E>>;

const verbs = { GET: Get, POST: Post, DELETE: Delete } as const;

/** Where the HTTP server finds an endpoint. */
export function routeOf({ path }: Pick<Endpoint, 'path'>): string {
  return `/management/v1/${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
}

/**
 * Marks the method of a controller that serves an endpoint: what is asked comes to it as the endpoint's schemas read it, and of what it
 * answers, what the endpoint does not name stays here. Parameters behind the first are what their own decorators say.
 */
export function Serves<E extends Endpoint>(endpoint: E) {
  return <M extends Method<E>>(target: object, key: string, descriptor: TypedPropertyDescriptor<M>): void => {
    const method = descriptor.value;
    if (method === undefined) throw new Error(`${key} is no method`);
    const served = async function (this: unknown, http: HttpRequest, ...more: never[]): Promise<unknown> {
      return endpoint.answer.parse(await method.call(this, readAsked(endpoint, http), ...more));
    };
    // In the place of the method, before Nest looks at it: to Nest it takes a request.
    descriptor.value = served as unknown as M;
    const decorate = applyDecorators(verbs[endpoint.method](routeOf(endpoint)), HttpCode(endpoint.status), Header('cache-control', 'no-store'));
    decorate(target, key, descriptor);
    Req()(target, key, 0);
  };
}
