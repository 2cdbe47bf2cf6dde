import type { Bearer } from '../../domain/bearer.js';
import type { PresentedProof } from '../../domain/presented-proof.js';
import type { Members } from '../members.js';

/** A method that asks for no authorisation. */
export interface OpenMethod {
  readonly access: 'open';
  /** Also answered by GET: only `info`, which several clients fetch that way. */
  readonly byGet: boolean;
  answer(members: Members): object;
}

/** A method called with an access token of one of these scopes. */
export interface BearerMethod {
  readonly access: 'bearer';
  readonly scopes: readonly Bearer['scope'][];
  /** `undefined` is an answer without a body (204). */
  answer(members: Members, bearer: Bearer, proof?: PresentedProof): Promise<object | undefined>;
}

/** One CSC method: members in, body out. */
export type Method = OpenMethod | BearerMethod;
