import { ServiceError } from '@paraph/contracts';
import type { Bearer } from '../../domain/bearer.js';
import { CscRefusal } from '../csc-error.js';
import type { Dialect } from './dialect.js';
import type { CredentialUses } from './use-cases.js';

/** For a failure of this credential: where its certificate has ended, the version's words for it, with the certificate's name if it says it (v1 11.9). */
export function namingExpired(dialect: Dialect, { describe, views }: CredentialUses, about: { readonly bearer: Bearer; readonly credentialId: string }) {
  return async (failure: unknown): Promise<never> => {
    if (!(failure instanceof ServiceError) || failure.code !== 'credential.certificate_expired') throw failure;
    const { bearer, credentialId } = about;
    const name = dialect.name === 'v1' ? views.shortName(await describe.run(bearer, credentialId)) : '';
    throw new CscRefusal(dialect.words.certificateExpired(name), { cause: failure });
  };
}
