import { BOOTSTRAP_TOKEN } from './running-management.js';

/** What management answered. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

/** Requests as an operator's tool makes them: with the bootstrap token, unless the test says otherwise; with none where that is empty. */
export interface Asking {
  readonly post: (path: string, body: unknown, authorization?: string) => Promise<Answer>;
  readonly get: (path: string, authorization?: string) => Promise<Answer>;
}

/** Asks the management that runs at this address. */
export function asking(origin: string): Asking {
  const bearer = `Bearer ${BOOTSTRAP_TOKEN}`;
  return {
    post: async (path, body, authorization = bearer) => {
      const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) };
      return answerOf(await fetch(origin + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }));
    },
    get: async (path, authorization = bearer) => answerOf(await fetch(origin + path, { headers: authorization === '' ? {} : { authorization } })),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse((await response.text()) || '{}') as Record<string, unknown> };
}
