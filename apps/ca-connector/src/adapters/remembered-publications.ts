import type { Clock } from '@paraph/kernel';
import { authorityNames, certificateNames, type AuthorityName, type CertificateName, type Policy, type RevocationList } from '../domain/publication-sources.js';
import { Publications, type PublishedPolicy } from '../domain/publications.js';
import type { CaEvent } from '../domain/request-ledger.js';
import { Remembered } from './remembered.js';

/** How long another replica's publication may stay unseen here. */
const LOOK_EVERY_MS = 5_000;

/**
 * What is published, from this process's memory: a list of megabytes is fetched once, and afterwards it is only asked whether its number is
 * still the newest. While the database is away, what is remembered goes on being served.
 */
export class RememberedPublications extends Publications {
  private readonly certificates: Readonly<Record<CertificateName, Remembered<Uint8Array>>>;
  private readonly lists: Readonly<Record<AuthorityName, Remembered<RevocationList>>>;
  private readonly known: Remembered<readonly PublishedPolicy[]>;
  private readonly end: Remembered<Date>;

  constructor(
    private readonly stored: Publications,
    clock: Clock,
  ) {
    super();
    const remembered = <T>(load: (held: T | undefined) => Promise<T | undefined>) => new Remembered(load, clock, LOOK_EVERY_MS);
    this.certificates = record(certificateNames, (name) => remembered((held) => this.loadCertificate(name, held)));
    this.lists = record(authorityNames, (authority) => remembered((held) => this.loadList(authority, held)));
    this.known = remembered(() => stored.policies());
    this.end = remembered(() => stored.endedAt());
  }

  override certificate(name: CertificateName): Promise<Uint8Array | undefined> {
    return this.certificates[name].value();
  }

  override async publishCertificate(name: CertificateName, certificate: Uint8Array): Promise<void> {
    const held = await this.certificate(name);
    if (held && Buffer.compare(held, certificate) === 0) return;
    await this.stored.publishCertificate(name, certificate);
    this.certificates[name].lookAgain();
  }

  override async listNumber(authority: AuthorityName): Promise<number | undefined> {
    return (await this.list(authority))?.number;
  }

  override list(authority: AuthorityName): Promise<RevocationList | undefined> {
    return this.lists[authority].value();
  }

  override async publishList(list: RevocationList, event: CaEvent): Promise<void> {
    await this.stored.publishList(list, event);
    this.lists[list.authority].lookAgain();
  }

  override async policies(): Promise<readonly PublishedPolicy[]> {
    return (await this.known.value()) ?? [];
  }

  override async publishPolicies(inForce: readonly Policy[], at: Date): Promise<void> {
    await this.stored.publishPolicies(inForce, at);
    this.known.lookAgain();
  }

  override endedAt(): Promise<Date | undefined> {
    return this.end.value();
  }

  override async publishEnd(at: Date): Promise<void> {
    await this.stored.publishEnd(at);
    this.end.lookAgain();
  }

  /** The same object as long as the bytes are the same: what is derived from it is derived once. */
  private async loadCertificate(name: CertificateName, held: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    const found = await this.stored.certificate(name);
    return held && found && Buffer.compare(held, found) === 0 ? held : found;
  }

  private async loadList(authority: AuthorityName, held: RevocationList | undefined): Promise<RevocationList | undefined> {
    if (held && (await this.stored.listNumber(authority)) === held.number) return held;
    return this.stored.list(authority);
  }
}

function record<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Readonly<Record<Name, T>> {
  // `fromEntries` forgets the names, which are all there.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}
