// The auditors' API as the console asks it. The session's token lives as long as this tab.
import { utf8 } from './bytes.js';
import { Sources } from './sources.js';

const TOKEN = 'paraph-audit-session';
const ROOT = '/audit/v1/';

export const session = {
  get token() {
    return sessionStorage.getItem(TOKEN) ?? undefined;
  },
  begin(token) {
    sessionStorage.setItem(TOKEN, token);
  },
  end() {
    sessionStorage.removeItem(TOKEN);
  },
};

/** A refusal, as the service words it (RFC 9457); status 0 is a service that does not answer. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? '');
    this.status = status;
    this.code = problem?.code ?? 'service.unavailable';
  }
}

function address(path, query = {}) {
  const url = new URL(ROOT + path, location.origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  return url;
}

async function send(method, path, { query, body, accept } = {}) {
  const headers = {
    accept: accept ?? 'application/json',
    ...(session.token === undefined ? {} : { authorization: `Bearer ${session.token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const init = { method, headers, credentials: 'omit', cache: 'no-store', ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(address(path, query), init).catch(() => undefined);
  if (response === undefined) throw new Refusal(0);
  if (response.ok) return response;
  throw new Refusal(response.status, await response.json().catch(() => undefined));
}

let sources = new Sources();

/** From now on what is answered is a source of another view; what is still on its way stays one of the view that asked. */
export function beginSources() {
  sources = new Sources();
  return sources;
}

/** The answer byte for byte, as a source of the present view. */
export async function read(path, query) {
  const own = sources;
  const text = await (await send('GET', path, { query })).text();
  const { pathname, search } = address(path, query);
  own.note(`${pathname}${search}`, utf8(text));
  return text;
}

export const get = async (path, query) => JSON.parse(await read(path, query));
export const post = async (path, body) => (await send('POST', path, { body })).json();
export const remove = async (path) => (await send('DELETE', path)).json();
/** The answer byte for byte, to be taken away and not shown. */
export const take = async (path, query, accept) => (await send('GET', path, { query, accept })).text();
