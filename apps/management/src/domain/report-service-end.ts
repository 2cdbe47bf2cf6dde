import { MOST_TOLD, type AnswerOf, type managementEndpoints } from '@paraph/contracts';
import type { Register } from './register.js';
import type { ServiceEnd } from './service-end.js';

type Report = AnswerOf<(typeof managementEndpoints)['describeServiceEnd']>;
type ToldClient = Report['told']['names'][number];

const PAGE = 200;

/** What has to outlive the service, and how it is taken away (AUD-07: at least seven years after the last certificate). */
const kept: Report['kept'] = [
  {
    what: 'audit log with its tree heads',
    how: 'the archive, closed ten minutes after the end: npx paraph-verify ARCHIVE --key tree-head.jwk.json; where none is configured, a dump of the database audit',
  },
  { what: 'certificates, revocations and the last list', how: 'GET /ca/issuing.crl and the tables issued_certificate and certificate_revocation of the SAM' },
  { what: 'certificates of destruction', how: 'GET /management/v1/credentials/{credentialId}/destruction for each credential' },
  { what: 'records of trust, under their MACs', how: 'a dump of the SAM’s database, with a token that holds the MAC key' },
  { what: 'subscribers, clients and contracts', how: 'a dump of the database identity' },
];

/** Puts together what an end of the service means for whom, before anybody proposes it and while it happens. Changes nothing. */
export class ReportServiceEnd {
  constructor(
    private readonly end: ServiceEnd,
    private readonly register: Register,
  ) {}

  async run(): Promise<Report> {
    const [trust, shown, told] = await Promise.all([this.end.ofTrust(), this.end.ofCredentials(), this.clients()]);
    const { counts, authority, backupsUntil, state, decidedAt, reason, finishedAt } = trust;
    const { keys = 0, containers = 0, activations = 0, certificates = 0, elsewhere = 0, credentials = {} } = counts ?? {};
    return {
      state,
      decidedAt,
      reason,
      finishedAt,
      destroyed: { keys, containers, activations, backupsUntil },
      revoked: { here: certificates, elsewhere },
      authority,
      credentials: { recorded: credentials, shown: shown.states },
      told: { subscribers: shown.subscribers, signers: shown.signers, clients: told.count, names: told.names },
      kept,
    };
  }

  /** Every client that may still ask for something. */
  private async clients(): Promise<{ readonly count: number; readonly names: ToldClient[] }> {
    const names: ToldClient[] = [];
    let count = 0;
    let after: string | undefined;
    do {
      const page = await this.register.listClients({ limit: PAGE, ...(after !== undefined && { after }) });
      for (const { clientId, subscriberId, name, endedAt } of page.clients) {
        if (endedAt !== undefined) continue;
        count += 1;
        if (names.length < MOST_TOLD) names.push({ clientId, subscriberId, name });
      }
      after = page.next;
    } while (after !== undefined);
    return { count, names };
  }
}
