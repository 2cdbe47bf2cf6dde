import type { Clock } from '@paraph/kernel';
import type { ContainedKeys } from '../../containers/contained-keys.js';
import type { ReopenJournal } from '../../journal/reopen-journal.js';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { Notices } from '../../ports/notices.js';
import type { PasskeyVerifier } from '../../ports/passkey-verifier.js';
import type { Policies } from '../../ports/policies.js';
import type { RecordedProviders } from '../../providers/recorded-providers.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { DescribeServiceEnd } from '../../service-end/describe-service-end.js';
import type { ServiceEnd } from '../../service-end/service-end.js';
import type { EndIssuingAuthority } from '../../x509/end-issuing-authority.js';
import type { QuorumActs } from './act.js';
import { ChangeQuorum } from './change-quorum.js';
import { CloseContainer } from './close-container.js';
import { EndAuthority } from './end-authority.js';
import { EndWholeService } from './end-service.js';
import { GrantRole } from './grant-role.js';
import { LimitClient } from './limit-client.js';
import { OpenContainer } from './open-container.js';
import { PinClientKeys } from './pin-client-keys.js';
import { PinProviderKeys } from './pin-provider-keys.js';
import { RemoveMeans } from './remove-means.js';
import { ReopenClosedJournal } from './reopen-journal.js';
import { ReplaceMeans } from './replace-means.js';
import { ReplacementRules } from './replacement-rules.js';
import { ResumeContainer } from './resume-container.js';
import { ResumeCredential } from './resume-credential.js';
import { UnlockMeans } from './unlock-means.js';

/** What the acts work with. */
export interface ActParts {
  readonly records: TrustRecords;
  readonly providers: RecordedProviders;
  readonly policies: Policies;
  readonly passkeys: PasskeyVerifier;
  readonly counters: MeansCounters;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly reopening: ReopenJournal;
  readonly ending: EndIssuingAuthority;
  readonly contained: ContainedKeys;
  readonly service: { readonly end: ServiceEnd; readonly describe: DescribeServiceEnd };
}

/** Everything a quorum can do, and nothing else. */
export function allActs({ records, providers, policies, passkeys, counters, notices, clock, reopening, ending, contained, service }: ActParts): QuorumActs {
  return {
    'pin-provider-keys': new PinProviderKeys(providers, records, clock),
    'pin-client-keys': new PinClientKeys(records),
    'limit-client': new LimitClient(records),
    'remove-means': new RemoveMeans(records, notices, clock),
    'replace-means': new ReplaceMeans(records, new ReplacementRules(policies, providers, passkeys), notices, clock),
    'unlock-means': new UnlockMeans(records, counters, notices, clock),
    'resume-credential': new ResumeCredential(records, notices),
    'change-quorum': new ChangeQuorum(records, passkeys),
    'end-authority': new EndAuthority(ending),
    'open-container': new OpenContainer(records),
    'resume-container': new ResumeContainer(records),
    'close-container': new CloseContainer(records, contained, clock),
    'grant-role': new GrantRole(),
    'end-service': new EndWholeService(service.end, service.describe),
    'reopen-journal': new ReopenClosedJournal(reopening),
  };
}
