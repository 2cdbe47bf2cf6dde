import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Configuration } from './config.ts';
import { errorPage, loginPage } from './pages.ts';
import { authenticate, readUsers } from './users.ts';

const LONGEST_FORM = 10_000;

/** The pages between the client's request and its answer: login, wrong password, cancel. */
export class Login {
  readonly #provider: Provider;
  readonly #configuration: Configuration;

  constructor(provider: Provider, configuration: Configuration) {
    this.#provider = provider;
    this.#configuration = configuration;
  }

  /** Answers a request below `/interaction/`. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error;
      html(response, error.statusCode, errorPage('The login was finished or has taken too long. Start again from the application.'));
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const aborts = (request.url ?? '').endsWith('/abort');
    if (request.method === 'POST' && aborts) return this.#finish(request, response, { error: 'access_denied', error_description: 'the person cancelled' });
    const { uid, params } = await this.#provider.interactionDetails(request, response);
    const client = this.#configuration.clients.find((one) => one.clientId === params.client_id);
    if (!client) throw new Error('the interaction belongs to no configured client');
    if (request.method !== 'POST') return html(response, 200, loginPage({ client, uid }));

    const form = await readForm(request);
    const login = form.get('login') ?? '';
    const user = authenticate(readUsers(this.#configuration.usersFile), login, form.get('password') ?? '');
    if (!user) return html(response, 401, loginPage({ client, uid, login, failed: true }));
    await this.#finish(request, response, { login: { accountId: user.sub, remember: true, amr: ['pwd'] } });
  }

  #finish(request: IncomingMessage, response: ServerResponse, result: Parameters<Provider['interactionFinished']>[2]): Promise<void> {
    return this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > LONGEST_FORM) throw new errors.InvalidRequest('the form is too long');
  }
  return new URLSearchParams(text);
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
}
