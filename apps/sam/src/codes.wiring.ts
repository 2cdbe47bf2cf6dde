import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Log, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusCourier } from './adapters/bus-courier.js';
import { OtpauthCodes } from './adapters/evidence-totp/otpauth-codes.js';
import { AbsentSealer, JoseMessageSealer } from './adapters/jose-message-sealer.js';
import { PostgresCounterRows } from './adapters/postgres/postgres-means-counters.js';
import { PostgresCodeRows } from './adapters/postgres/postgres-one-time-codes.js';
import { ActivationDrafts } from './domain/activation/activation-drafts.js';
import { ChangeDrafts } from './domain/changes/change-drafts.js';
import { SealedCounters } from './domain/evidence/counters/sealed-counters.js';
import { Tries } from './domain/evidence/counters/tries.js';
import { CheckCode } from './domain/evidence/one-time-code/check-code.js';
import { CourierNotices } from './domain/evidence/one-time-code/courier-notices.js';
import { DispatchCode } from './domain/evidence/one-time-code/dispatch-code.js';
import { Messages } from './domain/evidence/one-time-code/messages.js';
import { OneTimeCodeEvidence } from './domain/evidence/one-time-code/one-time-code-evidence.js';
import { OneTimeCodes } from './domain/evidence/one-time-code/one-time-codes.js';
import { PresenceCodes } from './domain/evidence/one-time-code/presence-codes.js';
import { SendCode } from './domain/evidence/one-time-code/send-code.js';
import { SendPresenceCode } from './domain/evidence/one-time-code/send-presence-code.js';
import { WantedCodes } from './domain/evidence/one-time-code/wanted-codes.js';
import { CheckPin } from './domain/evidence/pin/check-pin.js';
import { MakePin } from './domain/evidence/pin/make-pin.js';
import { PinEvidence } from './domain/evidence/pin/pin-evidence.js';
import { SupervisedCodeEvidence } from './domain/evidence/supervised-code/supervised-code-evidence.js';
import { Supervisors } from './domain/evidence/supervised-code/supervisors.js';
import { CheckTotp } from './domain/evidence/totp/check-totp.js';
import { MakeTotp } from './domain/evidence/totp/make-totp.js';
import { TotpEvidence } from './domain/evidence/totp/totp-evidence.js';
import { TotpSecrets } from './domain/evidence/totp/totp-secrets.js';
import { TypedSecrets } from './domain/evidence/typed/typed-secrets.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { Courier } from './domain/ports/courier.js';
import { MeansCounters } from './domain/ports/means-counters.js';
import { MessageSealer } from './domain/ports/message-sealer.js';
import { Notices } from './domain/ports/notices.js';
import { PasskeyVerifier } from './domain/ports/passkey-verifier.js';
import { Policies } from './domain/ports/policies.js';
import { CodeRows, CounterRows } from './domain/ports/sealed-rows.js';
import { TimeBasedCodes } from './domain/ports/time-based-codes.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { UsableCredentials } from './domain/records/usable-credential.js';
import { Refusals } from './domain/refusals.js';
import type { samConfig } from './sam.config.js';
import { CodesController } from './transport/codes.controller.js';

type Config = ConfigOf<typeof samConfig.shape>;

/** Controllers of codes. */
export const codesControllers: readonly Type[] = [CodesController];

/** Without courier's key the SAM does all it did, but sends nothing; whoever starts it reads so. */
function messageSealer({ courier: { key } }: Config): Provider {
  return {
    provide: MessageSealer,
    useFactory: async (log: Log): Promise<MessageSealer> => {
      if (key) return JoseMessageSealer.open(key);
      log.warn('courier-key-missing', { setting: 'SAM_COURIER_KEY_FILE', effect: 'no one-time code and no notice is sent' });
      return new AbsentSealer();
    },
    inject: [Log],
  };
}

/** What people type, what is counted of it, and the way to courier. `sam.module.ts` adds them to its own. */
export function codesProviders(config: Config): Provider[] {
  return [...ports(config), ...typed, ...codes];
}

function ports(config: Config): Provider[] {
  return [
    adapt(CounterRows, PostgresCounterRows, DataSource),
    adapt(CodeRows, PostgresCodeRows, DataSource),
    adapt(Courier, BusCourier, Bus),
    messageSealer(config),
    adapt(TimeBasedCodes, OtpauthCodes),
    {
      provide: MeansCounters,
      useFactory: (rows: CounterRows, token: Token, transactions: Transactions) => SealedCounters.open(rows, token, transactions),
      inject: [CounterRows, Token, Transactions],
    },
    {
      provide: OneTimeCodes,
      useFactory: (rows: CodeRows, token: Token, clock: Clock) => OneTimeCodes.open(rows, token, clock),
      inject: [CodeRows, Token, Clock],
    },
  ];
}

const typed: readonly Provider[] = [
  build(TypedSecrets, AuthorityKeys),
  build(Tries, MeansCounters, Transactions),
  build(MakePin, Token),
  build(CheckPin, Token, Tries),
  build(PinEvidence, TypedSecrets, CheckPin),
  build(TotpSecrets, Token),
  build(MakeTotp, TotpSecrets, TimeBasedCodes, Clock),
  build(CheckTotp, TotpSecrets, TimeBasedCodes, MeansCounters, Tries),
  build(TotpEvidence, TypedSecrets, CheckTotp),
];

const codes: readonly Provider[] = [
  build(Messages, MessageSealer, Courier),
  adapt(Notices, CourierNotices, Messages, Transactions, Clock),
  build(DispatchCode, OneTimeCodes, MeansCounters, Token, Messages, Transactions),
  {
    provide: WantedCodes,
    useFactory: (act: ActivationDrafts, chg: ChangeDrafts, records: TrustRecords, policies: Policies, clock: Clock) =>
      new WantedCodes({ act, chg }, records, policies, clock),
    inject: [ActivationDrafts, ChangeDrafts, TrustRecords, Policies, Clock],
  },
  build(SendCode, WantedCodes, DispatchCode, Transactions, Refusals),
  build(CheckCode, OneTimeCodes, Tries, Token, Transactions),
  build(OneTimeCodeEvidence, TypedSecrets, CheckCode),
  build(PresenceCodes, UsableCredentials, Policies, Clock),
  build(SendPresenceCode, PresenceCodes, DispatchCode, Transactions, Refusals),
  build(Supervisors, TrustRecords, PasskeyVerifier, MeansCounters),
  build(SupervisedCodeEvidence, TypedSecrets, Supervisors, CheckCode),
];
