import { chooseLanguage, type Language } from '@paraph/kernel';

/** The parts of Fastify's request and reply that are used here. */
export interface BrowserRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: unknown;
  readonly body: unknown;
}

export interface BrowserReply {
  code(status: number): BrowserReply;
  header(name: string, value: string | readonly string[]): BrowserReply;
  headers(values: Readonly<Record<string, string>>): BrowserReply;
  send(content?: string): void;
}

/** A single text parameter of the query; a repeated one counts as none. */
export function queryText(request: BrowserRequest, name: string): string | undefined {
  return textMember(request.query, name);
}

/** A single text field of a sent form. */
export function formText(request: BrowserRequest, name: string): string | undefined {
  return textMember(request.body, name);
}

/** Language of the page to send. */
export function languageOf(request: BrowserRequest, preferred?: unknown): Language {
  return chooseLanguage(queryText(request, 'lang') ?? preferred, headerText(request, 'accept-language'));
}

/** A header that is there once. */
export function headerText(request: BrowserRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Sends the browser elsewhere. The address it was at may hold a code, so it is told to no one. */
export function leave(reply: BrowserReply, location: string): void {
  reply.code(303).headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send();
}

function textMember(from: unknown, name: string): string | undefined {
  if (typeof from !== 'object' || from === null) return undefined;
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
