import { z } from 'zod';
import type { ExplicitAuthorisation } from '../../domain/authorise-explicitly.js';
import type { Answer } from '../method.js';

/** A SAD and the whole seconds for which it is good. */
export const sadAnswer = z.object({ SAD: z.string(), expiresIn: z.int() });

/** The answer with a SAD. */
export function withSad({ sad, lifetime }: ExplicitAuthorisation): Answer {
  const body: z.output<typeof sadAnswer> = { SAD: sad.reveal(), expiresIn: lifetime };
  return { status: 200, body };
}
