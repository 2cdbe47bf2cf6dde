import type { Socket } from 'node:net';
import type pg from 'pg';
import type { OpenSpan } from '../tracing/span.js';
import { statementName } from '../tracing/statement-name.js';
import { beginSpan, isTracing, outcomeOf } from '../tracing/traced.js';
import { HeldStatements } from './held-statements.js';

/** What the driver says when its own patience ends. */
const UNANSWERED = 'Query read timeout';

/**
 * A connection that ends itself when the server did not answer a statement in time. The driver only gives the statement up: the connection
 * would go back to the pool and cost the next ones as much, until the system notices that nobody is there, which takes a quarter of an hour.
 */
export async function impatientClient(): Promise<typeof pg.Client> {
  const { default: driver } = await import('pg');
  return class ImpatientClient extends driver.Client {
    readonly held = new HeldStatements();

    override query(...words: unknown[]): never {
      // One of many signatures, all of which end in a promise where no callback is given: the mapper gives none.
      const ask = super.query.bind(this) as (...asked: unknown[]) => unknown;
      const span = isTracing() ? statementSpan(words[0]) : undefined;
      const answer = this.held.send(() => ask(...words), isLook(words[0]));
      if (answer instanceof Promise) answer.catch((error: unknown) => this.giveUp(error));
      if (span && answer instanceof Promise) {
        answer.then(
          () => span.end('success'),
          (error: unknown) => span.end(outcomeOf(error)),
        );
      }
      return answer as never;
    }

    private giveUp(error: unknown): void {
      if (!(error instanceof Error) || error.message !== UNANSWERED) return;
      // Asking the server to end the connection would wait for its answer too.
      this.socket?.destroy();
    }

    // Not in the types.
    private get socket(): Socket | undefined {
      return (this as unknown as { connection?: { stream?: Socket } }).connection?.stream;
    }
  };
}

function isLook(asked: unknown): boolean {
  return typeof asked === 'object' && asked !== null && 'isLook' in asked && asked.isLook === true;
}

/** A statement as a step of the request it is asked for; of its text nothing but the name, of its parameters nothing. */
function statementSpan(asked: unknown): OpenSpan | undefined {
  const text = typeof asked === 'string' ? asked : typeof asked === 'object' && asked !== null && 'text' in asked ? asked.text : undefined;
  if (typeof text !== 'string') return undefined;
  const name = statementName(text);
  return beginSpan({ name, kind: 'client', attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name } });
}
