import type { Bearer, Scope } from '../domain/bearer.js';
import type { PresentedProof } from '../domain/presented-proof.js';
import type { CscError } from './csc-error.js';
import type { Members } from './members.js';

/** Who calls, and the proof of possession the call came with. */
export interface Caller {
  readonly bearer: Bearer;
  readonly proof?: PresentedProof;
}

/** What a method answers when it succeeds. Without a body it is 204. */
export interface Answer {
  readonly status: 200 | 202 | 204;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A method that asks for no authorisation. */
export interface OpenMethod {
  readonly access: 'open';
  /** Also answered by GET: only `info`, which several clients fetch that way. */
  readonly byGet: boolean;
  answer(body: Members): Answer;
}

/** `auth/login`: a user name and password in the header, or a refresh token in the body. */
export interface LoginMethod {
  readonly access: 'login';
  /**
   * @param authorization the header as it came
   * @param address network address of the caller, as the edge believes it
   */
  answer(body: Members, authorization: string | undefined, address: string): Promise<Answer>;
}

/** A method called with an access token of one of these scopes. */
export interface BearerMethod {
  readonly access: 'bearer';
  readonly scopes: readonly Scope[];
  /** What this method says of a header that is no `Bearer …`, where it is not the version's sentence. */
  readonly malformedHeader?: CscError;
  answer(body: Members, caller: Caller): Promise<Answer>;
}

/** One CSC method: members in, answer out. */
export type Method = OpenMethod | LoginMethod | BearerMethod;

/** What an edge says in the words of one version before a method is asked. */
export interface VersionRefusals {
  readonly malformedHeader: CscError;
}

/** One version of the API: which methods there are, and how the edge speaks around them. */
export interface ApiVersion {
  readonly name: 'v1' | 'v2';
  /** By the name that follows `/csc/<version>/`. */
  readonly methods: ReadonlyMap<string, Method>;
  /** Names the standard knows and the service does not offer: 501, all others 404. */
  readonly unimplemented: ReadonlySet<string>;
  readonly refusals: VersionRefusals;
  /** A failure in the words of this version: some codes have other texts in the other one. */
  errorOf(failure: unknown): CscError;
}

/** A method of ours beside the standard's: it speaks in the words of the newest version. */
export interface OwnMethod {
  /** For events and figures. */
  readonly name: string;
  /** What follows `/paraph/v1/`; the group is what the method is about. */
  readonly path: RegExp;
  readonly method: (about: string) => BearerMethod;
}

/** The versions under `/csc/`, for the edge to choose from. */
export abstract class ApiVersions {
  abstract readonly all: readonly ApiVersion[];
  /** Methods of ours, which no version of the standard has, under `/paraph/v1/`. */
  readonly own: readonly OwnMethod[] = [];
}
