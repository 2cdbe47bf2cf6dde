import { z } from 'zod';
import type { ErrorCode } from './error-codes.js';
import { request } from './fields.js';

/** An object with known members. */
type Members = z.ZodObject;

/** One thing that can be asked of an API of ours over HTTP (management's, audit's): everything its server, its document and its command-line client need to know of it. */
export interface Endpoint<
  Place extends Members = Members,
  Query extends Members = Members,
  Body extends Members = Members,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API's own root, `/management/v1/` or `/audit/v1/`; what changes stands in braces and is a member of `place`. */
  readonly path: string;
  readonly status: 200 | 201;
  /** What it belongs to: a heading of the document, the first word of a command. */
  readonly tag: EndpointTag;
  /** One sentence. */
  readonly purpose: string;
  readonly place: Place;
  /** Texts of an address: numbers and flags are read from them by the schema. */
  readonly query: Query;
  readonly body: Body;
  /** Whatever it does not name is not answered. */
  readonly answer: Answer;
  /** Media types beside JSON in which the answer can be had, written while it is made. */
  readonly streams?: readonly string[];
  /** Codes beyond the universal ones. */
  readonly errors: readonly ErrorCode[];
}

/** What management's endpoints belong to. */
export const endpointTags = ['api', 'subscriber', 'client', 'signer', 'credential', 'container', 'proposal', 'operator', 'service'] as const;
export type ManagementTag = (typeof endpointTags)[number];

/** What audit's endpoints belong to. */
export const auditTags = ['api', 'session', 'event', 'proof', 'transaction', 'finding', 'archive', 'person', 'compliance'] as const;
export type AuditTag = (typeof auditTags)[number];

export type EndpointTag = ManagementTag | AuditTag;

const nothing = request({});
type Nothing = typeof nothing;

/** Declares an endpoint; the types of its schemas survive. Where it asks for nothing, nothing is taken. */
export function defineEndpoint<Answer extends z.ZodType, Place extends Members = Nothing, Query extends Members = Nothing, Body extends Members = Nothing>(
  endpoint: Omit<Endpoint<Place, Query, Body, Answer>, 'place' | 'query' | 'body'> & {
    readonly place?: Place;
    readonly query?: Query;
    readonly body?: Body;
  },
): Endpoint<Place, Query, Body, Answer> {
  // Where a schema is left out, its type is that of nothing.
  const left = { place: nothing, query: nothing, body: nothing } as unknown as Pick<Endpoint<Place, Query, Body, Answer>, 'place' | 'query' | 'body'>;
  return Object.freeze({ ...left, ...endpoint });
}

/** What is asked of an endpoint: members of its place, its query and its body, of which no two have one name. */
export type AskedOf<E extends Endpoint> = z.output<E['place']> & z.output<E['query']> & z.output<E['body']>;
export type AnswerOf<E extends Endpoint> = z.input<E['answer']>;

/** Which part of a long list: how much of it, and after what. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
