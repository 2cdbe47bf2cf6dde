import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { correlationId, currentTrace } from './correlation.js';
import { loggable } from './loggable.js';

type Fields = Readonly<Record<string, unknown>>;

/** The structured log: one JSON object a line, an event name in kebab-case and fields, never a sentence, never a secret. */
export class Log {
  readonly #pino: Logger;

  constructor(service: string, level: string) {
    this.#pino = pino({
      level,
      base: { service, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: loggable },
      mixin: () => {
        const [id, trace] = [correlationId(), currentTrace()];
        return { ...(id === undefined ? {} : { correlationId: id }), ...(trace === undefined ? {} : { traceId: trace.traceId }) };
      },
    });
  }

  debug(event: string, fields: Fields = {}): void {
    this.#pino.debug(fields, event);
  }

  info(event: string, fields: Fields = {}): void {
    this.#pino.info(fields, event);
  }

  warn(event: string, fields: Fields = {}): void {
    this.#pino.warn(fields, event);
  }

  /** `error` is logged with its stack and causes; nothing else of it leaves the process. */
  error(event: string, error: unknown, fields: Fields = {}): void {
    this.#pino.error({ ...fields, err: error }, event);
  }
}

/** Nest's own chatter as structured lines. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: unknown): void {
    this.target.debug('nest', { message: String(message), context: String(context) });
  }

  warn(message: unknown, context?: unknown): void {
    this.target.warn('nest', { message: String(message), context: String(context) });
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.target.error('nest', message instanceof Error ? message : new Error(String(message)), { context: String(rest.at(-1)) });
  }
}
