import { policyEdition } from '../src/domain/policy-edition.js';
import type { AuthorityName, CertificateName, Policy, PreparedAnswer, RevocationList, StatusAnswer } from '../src/domain/publication-sources.js';
import { Publications, type PublishedPolicy } from '../src/domain/publications.js';
import type { CaEvent } from '../src/domain/request-ledger.js';
import { StatusAnswers, type AnswerPass, type PassProgress, type PassTerms } from '../src/domain/status-answers.js';

/** Publications in memory. */
export class MemoryPublications extends Publications {
  readonly certificates = new Map<CertificateName, Uint8Array>();
  readonly lists: RevocationList[] = [];
  private readonly published: Omit<PublishedPolicy, 'isInForce'>[] = [];
  private inForce: readonly string[] = [];
  private end: Date | undefined;

  constructor(readonly events: CaEvent[] = []) {
    super();
  }

  override certificate(name: CertificateName): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.certificates.get(name));
  }

  override publishCertificate(name: CertificateName, certificate: Uint8Array): Promise<void> {
    this.certificates.set(name, certificate);
    return Promise.resolve();
  }

  override async listNumber(authority: AuthorityName): Promise<number | undefined> {
    return (await this.list(authority))?.number;
  }

  override list(authority: AuthorityName): Promise<RevocationList | undefined> {
    const [newest] = this.lists.filter((one) => one.authority === authority).sort((one, other) => other.number - one.number);
    return Promise.resolve(newest);
  }

  override publishList(list: RevocationList, event: CaEvent): Promise<void> {
    if (this.lists.some(({ authority, number }) => authority === list.authority && number === list.number)) return Promise.resolve();
    this.lists.push(list);
    this.events.push(event);
    return Promise.resolve();
  }

  override policies(): Promise<readonly PublishedPolicy[]> {
    const all = this.published.map((one) => ({ ...one, isInForce: this.inForce.includes(one.edition) }));
    return Promise.resolve(all.sort((one, other) => other.publishedAt.getTime() - one.publishedAt.getTime() || one.id.localeCompare(other.id)));
  }

  override publishPolicies(inForce: readonly Policy[], publishedAt: Date): Promise<void> {
    this.inForce = inForce.map(policyEdition);
    for (const policy of inForce) {
      const edition = policyEdition(policy);
      if (!this.published.some((one) => one.id === policy.id && one.edition === edition)) this.published.push({ ...policy, edition, publishedAt });
    }
    return Promise.resolve();
  }

  override endedAt(): Promise<Date | undefined> {
    return Promise.resolve(this.end);
  }

  override publishEnd(at: Date): Promise<void> {
    this.end ??= at;
    return Promise.resolve();
  }
}

interface Pass {
  after: string | undefined;
  isUnderWay: boolean;
  begunAt: number;
  leasedUntil: number;
}

/** Prepared answers in memory. */
export class MemoryStatusAnswers extends StatusAnswers {
  readonly answers = new Map<string, StatusAnswer>();
  private readonly passes = new Map<AuthorityName, Pass>();

  override find(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer | undefined> {
    return Promise.resolve(this.answers.get(`${authority}/${serialNumber}`));
  }

  override keep(authority: AuthorityName, answers: readonly PreparedAnswer[]): Promise<void> {
    for (const { serialNumber, response, thisUpdate, nextUpdate } of answers) {
      const place = `${authority}/${serialNumber}`;
      const known = this.answers.get(place);
      if (!known || known.thisUpdate <= thisUpdate) this.answers.set(place, { response, thisUpdate, nextUpdate });
    }
    return Promise.resolve();
  }

  override takeUp(authority: AuthorityName, { now, begunBefore, leasedUntil }: PassTerms): Promise<AnswerPass | undefined> {
    const pass = this.passes.get(authority) ?? { after: undefined, isUnderWay: false, begunAt: 0, leasedUntil: 0 };
    this.passes.set(authority, pass);
    if (pass.leasedUntil > now.getTime() || (!pass.isUnderWay && pass.begunAt > begunBefore.getTime())) return Promise.resolve(undefined);
    if (!pass.isUnderWay) Object.assign(pass, { after: undefined, isUnderWay: true, begunAt: now.getTime() });
    pass.leasedUntil = leasedUntil.getTime();
    return Promise.resolve({ after: pass.after });
  }

  override async advance(authority: AuthorityName, { answers, after, leasedUntil }: PassProgress): Promise<void> {
    await this.keep(authority, answers);
    const pass = this.passes.get(authority);
    if (pass) Object.assign(pass, { after, isUnderWay: after !== undefined, leasedUntil: leasedUntil.getTime() });
  }

  override restart(authority: AuthorityName): Promise<void> {
    this.passes.delete(authority);
    return Promise.resolve();
  }

  override forget(over: Date): Promise<void> {
    for (const [place, { nextUpdate }] of this.answers) if (nextUpdate <= over) this.answers.delete(place);
    return Promise.resolve();
  }
}
