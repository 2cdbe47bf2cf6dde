import type { InteractionResults, Provider } from 'oidc-provider';
import type { OAuthRefusal } from '../../domain/oauth-refusal.js';
import { PendingAuthorisations, type GrantTerms, type PendingAuthorisation } from '../../domain/ports/pending-authorisations.js';
import { InteractionOver } from '../../domain/authorisations/interaction-over.js';
import { SIGNED_REQUEST } from './request-objects.js';
import { settledPrompts } from './interaction-policy.js';

/** The library's interactions as requests that wait. Whether a browser may answer one is decided before, by its cookie. */
export class WaitingInteractions extends PendingAuthorisations {
  constructor(
    private readonly provider: Provider,
    private readonly api: string,
  ) {
    super();
  }

  override async find(uid: string): Promise<PendingAuthorisation | undefined> {
    const interaction = await this.provider.Interaction.find(uid);
    if (interaction === undefined) return undefined;
    const { [SIGNED_REQUEST]: requestObject, ...parameters } = interaction.params;
    const clientId = parameters['client_id'];
    if (typeof clientId !== 'string') return undefined;
    return { uid, clientId, parameters, resumeAt: interaction.returnTo, ...(typeof requestObject === 'string' && { requestObject }) };
  }

  override async grant({ clientId, signerId, scope }: GrantTerms): Promise<string> {
    const grant = new this.provider.Grant({ clientId, accountId: signerId });
    grant.addResourceScope(this.api, scope);
    return grant.save();
  }

  override approve(uid: string, { signerId, grantId }: { readonly signerId: string; readonly grantId: string }): Promise<string> {
    return this.finish(uid, settledPrompts(signerId, grantId));
  }

  override refuse(uid: string, { error, description }: OAuthRefusal): Promise<string> {
    return this.finish(uid, { error, error_description: description });
  }

  private async finish(uid: string, result: InteractionResults): Promise<string> {
    const interaction = await this.provider.Interaction.find(uid);
    if (interaction === undefined) throw new InteractionOver('it took too long');
    interaction.result = result;
    await interaction.persist();
    return interaction.returnTo;
  }
}
