import { HttpException } from '@nestjs/common';
import type { z } from 'zod';

/** The members of a query, or a refusal that names what is wrong with each. @throws HttpException 400 */
export function read<Question>(schema: z.ZodType<Question>, query: unknown): Question {
  const asked = schema.safeParse(query);
  if (asked.success) return asked.data;
  const problems = asked.error.issues.map((issue) => `${issue.path.join('.') || 'query'}: ${issue.message}`);
  throw new HttpException({ error: 'request.invalid', detail: problems.join('; ') }, 400);
}
