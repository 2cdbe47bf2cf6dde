// The auditors' API as the console asks it. The session's token lives as long as this tab.

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

export const get = async (path, query) => (await send('GET', path, { query })).json();
export const post = async (path, body) => (await send('POST', path, { body })).json();
export const remove = async (path) => (await send('DELETE', path)).json();
/** The answer byte for byte. */
export const read = async (path, query, accept) => (await send('GET', path, { query, accept })).text();
