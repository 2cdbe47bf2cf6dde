/** What the log keeps of an error. */
export interface LoggableError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** A driver's own code, such as a SQL state. */
  readonly code?: string;
  readonly cause?: LoggableError;
}

const MOST_CAUSES = 5;

/**
 * The named parts of an error and of its causes, and nothing else: a driver hangs the statement's parameters on its errors,
 * and among them may be a secret (AUD-09).
 */
export function loggable(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' };
  const { name, message, stack, cause } = error;
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : undefined;
  return {
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(cause instanceof Error && depth < MOST_CAUSES ? { cause: loggable(cause, depth + 1) } : {}),
  };
}
