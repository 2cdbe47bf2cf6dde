import type { MeansCounter } from '../ports/means-counters.js';
import type { MacPurpose, Token } from '../ports/token.js';
import type { SamEvent, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import type { MeansOf } from '../records/record-kinds.js';
import { tampered } from '../records/tampered.js';
import type { OfferRow, OfferRows } from './offer-rows.js';
import type { RegisteredKind } from './registered-kinds.js';

type Unscheduled<Kind extends RegisteredKind> = Kind extends RegisteredKind ? Omit<MeansOf<Kind>, 'usableFrom' | 'usableUntil'> : never;

/** A means as it was registered. From when it counts is decided when evidence has made it the signer's. */
export type UnscheduledMeans = Unscheduled<RegisteredKind>;

/** What was registered, and where its counters begin. */
export interface OfferedMeans {
  readonly means: UnscheduledMeans;
  readonly counter: Partial<Pick<MeansCounter, 'signCount' | 'lastStep'>>;
}

/** What the approval page offered for one enrolment or change. Nobody's yet: only evidence over `challenge` makes it someone's. */
export interface MeansOffer {
  /** `meansChallenge` of the enrolment or change with the registrations' text, base64url. */
  readonly challenge: string;
  readonly offered: readonly OfferedMeans[];
}

/** Offers as they come from a database that is not believed: each carries a MAC of the token over it and its reference. */
export class MeansOffers {
  constructor(
    private readonly rows: OfferRows,
    private readonly token: Token,
    private readonly transactions: Transactions,
  ) {}

  /** Stores an offer in the place of an earlier one, with its event. */
  async store(reference: string, offer: MeansOffer, event: SamEvent): Promise<void> {
    const body = JSON.stringify(offer);
    const mac = await this.token.mac(purposeOf(reference), bytesOf(reference, body));
    await this.transactions.run(async (transaction) => {
      await this.rows.put(transaction, { reference, body, mac });
      transaction.record(event);
    });
  }

  /** @throws `record.tampered`, `hsm.unavailable` */
  async find(reference: string): Promise<MeansOffer | undefined> {
    const row = await this.rows.find(reference);
    return row && this.genuine(reference, row);
  }

  private async genuine(reference: string, { body, mac }: OfferRow): Promise<MeansOffer> {
    const isGenuine = await this.token.verifyMac(purposeOf(reference), bytesOf(reference, body), mac);
    if (!isGenuine) throw await tampered(this.transactions, 'offered means', reference);
    // The MAC proves that this very code wrote the text from a value of this type.
    return JSON.parse(body) as MeansOffer;
  }
}

function purposeOf(reference: string): MacPurpose {
  return reference.startsWith('chg_') ? 'change' : 'enrolment';
}

function bytesOf(reference: string, body: string): Uint8Array {
  return macInput('offered-means', reference, body);
}
