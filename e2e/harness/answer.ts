/** An HTTP answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body, or undefined if it is none. */
  readonly json: Record<string, unknown> | undefined;
}

/** Sends a request and reads the answer, whatever its status; a redirect is an answer too. */
export async function send(url: string | URL, request: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  let json: Record<string, unknown> | undefined;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Status, code and words of a refusal, for comparing as a whole. */
export function refusal(answer: Answer): { status: number; error: unknown; error_description: unknown } {
  return { status: answer.status, error: answer.json?.['error'], error_description: answer.json?.['error_description'] };
}

/** The common refusal of CSC: 400 `invalid_request` with its literal words. */
export function e400(description: string, error = 'invalid_request'): { status: number; error: string; error_description: string } {
  return { status: 400, error, error_description: description };
}
