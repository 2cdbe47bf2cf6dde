import type { z } from 'zod';
import type { ErrorCode } from './error-codes.js';
import type { BusService } from './services.js';

/** One call between two processes: everything the bus, the broker's permissions and the docs need to know of it. */
export interface Call<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly service: BusService;
  readonly name: string;
  readonly version: number;
  /** One sentence for `docs/calls.md`. */
  readonly purpose: string;
  /** Strict: an unknown member is refused. */
  readonly request: Request;
  /** Tolerant: members may be added. */
  readonly reply: Reply;
  /** Codes beyond the universal ones that the call may answer. */
  readonly errors: readonly ErrorCode[];
  readonly callers: readonly BusService[];
  /** Whether a replica of the service may hand it on to the one replica that holds what it is about. */
  readonly isForwarded?: boolean;
  /** How long a caller waits, in milliseconds. */
  readonly budgetMs: number;
}

export type RequestOf<C extends Call> = z.output<C['request']>;
export type ReplyOf<C extends Call> = z.output<C['reply']>;

/** Declares a call; the types of its schemas survive. */
export function defineCall<Request extends z.ZodType, Reply extends z.ZodType>(call: Call<Request, Reply>): Call<Request, Reply> {
  return Object.freeze(call);
}

/** The subject a caller publishes on: its own name is the last token, and the broker lets it use no other. */
export function subjectFor(call: Call, caller: BusService): string {
  return `${subjectStem(call)}.${caller}`;
}

/** The subject without the caller. */
export function subjectStem(call: Call): string {
  return `paraph.${call.service}.v${call.version}.${call.name}`;
}

/** The subject on which a replica of a service hands a call on to another one; `*` stands for any, in permissions. Within the service's own account. */
export function replicaSubject({ service, version, name }: Call, replica: string): string {
  return `paraph.${service}.${replica}.v${version}.${name}.${service}`;
}
