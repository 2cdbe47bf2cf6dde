import type { z } from 'zod';
import type { Scope } from '../../domain/bearer.js';
import type { CscError } from '../csc-error.js';
import type { Method } from '../method.js';
import type { UseCases } from './use-cases.js';

/** One CSC method as the world sees it: what the decoder reads by, and what the OpenAPI documents are made from. */
export interface Shape {
  /** What follows `/csc/<version>/`. */
  readonly name: string;
  /** Clause of the standard, for readers. */
  readonly clause: string;
  readonly access: Method['access'];
  readonly byGet?: boolean;
  readonly scopes?: readonly Scope[];
  /** Members in the order of the method's error table. */
  readonly request: z.ZodObject;
  /** By status; `null` is an answer without a body. */
  readonly answers: Readonly<Partial<Record<200 | 202 | 204, z.ZodType | null>>>;
  /** Rows of the error table that are not of one member, in the table's order. */
  readonly refusals: readonly CscError[];
}

/** A method with its shape, before it has anything to work with. */
export interface Served {
  readonly shape: Shape;
  /** @param names of all methods of its version, for `info` */
  serve(uses: UseCases, names: readonly string[]): Method;
}
