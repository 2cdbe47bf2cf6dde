import type { InteractionResults, Provider } from 'oidc-provider';
import type { OAuthRefusal } from '../../domain/oauth-refusal.js';
import { PendingAuthorisations, type GrantTerms, type PendingAuthorisation } from '../../domain/ports/pending-authorisations.js';
import { type ClientStore } from '../../domain/ports/client-store.js';
import { rulesOf, type ServerBase } from '../../domain/request/request-rules.js';
import { InteractionOver } from '../../domain/authorisations/interaction-over.js';
import { type AuthorisationServers } from './authorisation-servers.js';
import { DEFAULT_REDIRECT } from './default-redirect.js';
import { toRefusal } from './library-error.js';
import { SIGNED_REQUEST } from './request-objects.js';
import { settledPrompts } from './interaction-policy.js';

type Interaction = InstanceType<Provider['Interaction']>;

/** The library's interactions as requests that wait. Whether a browser may answer one is decided before, by its cookie. */
export class WaitingInteractions extends PendingAuthorisations {
  /** What was read for a request that is being answered: its answer is written over the same. */
  private readonly read = new WeakMap<PendingAuthorisation, Interaction>();

  constructor(
    private readonly servers: AuthorisationServers,
    private readonly clients: ClientStore,
    private readonly api: string,
  ) {
    super();
  }

  override async find(uid: string): Promise<PendingAuthorisation | undefined> {
    const { interaction, base } = (await this.interaction(uid)) ?? {};
    if (interaction === undefined || base === undefined) return undefined;
    const { [SIGNED_REQUEST]: requestObject, [DEFAULT_REDIRECT]: _remembered, ...parameters } = interaction.params;
    const clientId = parameters['client_id'];
    const client = typeof clientId === 'string' ? await this.clients.find(clientId) : undefined;
    if (client === undefined) return undefined;
    const found = { uid, clientId: client.id, rules: rulesOf(client, base), resumeAt: interaction.returnTo };
    // Labels that a client signed stay as they were signed.
    const pending =
      typeof requestObject === 'string' ? { ...found, requestObject, parameters: { ...parameters, description: undefined } } : { ...found, parameters };
    this.read.set(pending, interaction);
    return pending;
  }

  override async grant({ clientId, signerId, scope }: GrantTerms): Promise<string> {
    const grant = new this.servers.v2.Grant({ clientId, accountId: signerId });
    grant.addResourceScope(this.api, scope);
    return grant.save();
  }

  override approve(pending: PendingAuthorisation, { signerId, grantId }: { readonly signerId: string; readonly grantId: string }): Promise<string> {
    return this.finish(pending, settledPrompts(signerId, grantId));
  }

  override refuse(pending: PendingAuthorisation, refusal: OAuthRefusal): Promise<string> {
    const { error, description } = toRefusal(refusal);
    return this.finish(pending, { error, error_description: description });
  }

  private async finish(pending: PendingAuthorisation, result: InteractionResults): Promise<string> {
    const interaction = this.read.get(pending) ?? (await this.interaction(pending.uid))?.interaction;
    if (interaction === undefined) throw new InteractionOver('it took too long');
    interaction.result = result;
    await interaction.persist();
    return interaction.returnTo;
  }

  /** Names of requests are random: whose a request is, storage knows. */
  private async interaction(uid: string): Promise<{ readonly interaction: Interaction; readonly base: ServerBase } | undefined> {
    for (const base of ['v2', 'v1'] as const) {
      const interaction = await this.servers[base].Interaction.find(uid);
      if (interaction !== undefined) return { interaction, base };
    }
    return undefined;
  }
}
